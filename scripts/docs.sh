#!/usr/bin/env bash
# Builds the API reference of the library in build/docs/html, with doxygen, which is installed if it is missing.
# Fails when doxygen warns about a docstring.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install_dependencies.sh docs
command -v doxygen >/dev/null || { echo "docs: doxygen is not here (apt-get install doxygen)" >&2; exit 1; }
mkdir -p build/docs
doxygen libdbn/Doxyfile 2>build/docs/warnings.log
if [ -s build/docs/warnings.log ]; then
  cat build/docs/warnings.log >&2
  exit 1
fi
echo "build/docs/html/index.html"
