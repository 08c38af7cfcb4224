#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test:
#   scripts/test.sh [PRESET] [ARGUMENT OF CTEST]...
# for example `scripts/test.sh asan`, `scripts/test.sh -L unit`, `scripts/test.sh double -R oracle`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=release
if [ $# -gt 0 ] && [[ $1 != -* ]]; then
  preset=$1
  shift
fi
scripts/install_dependencies.sh format
scripts/build.sh "$preset"
ctest --test-dir "build/$preset" --output-on-failure --no-tests=error --parallel "$(nproc)" "$@"
