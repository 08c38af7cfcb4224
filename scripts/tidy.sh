#!/usr/bin/env bash
# Runs clang-tidy with the checks in .clang-tidy on all files of the library and the program, or on those named:
#   scripts/tidy.sh [FILE.cpp]...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install_dependencies.sh tidy
clang_tidy=$(command -v clang-tidy-14 || command -v clang-tidy) || {
  echo "tidy: clang-tidy is not here (apt-get install clang-tidy-14)" >&2
  exit 1
}
# Its own directory, because clang cannot read the header that GCC precompiled.
cmake --preset release -B build/tidy -DDBN_PRECOMPILE=OFF -DDBN_TESTS=OFF >/dev/null
files=("$@")
[ ${#files[@]} -gt 0 ] || mapfile -t files < <(find libdbn experiments -name '*.cpp' | sort)
printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$(nproc)" "$clang_tidy" -p build/tidy --quiet --warnings-as-errors='*'
