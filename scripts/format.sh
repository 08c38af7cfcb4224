#!/usr/bin/env bash
# Formats every C++ file, or with --check names the lines that are not formatted and fails.
# Exit code 77: there is no clang-format of the version that the project is formatted with.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=14
for candidate in "clang-format-$version" clang-format; do
  if command -v "$candidate" >/dev/null && "$candidate" --version | grep -q "version $version\."; then
    clang_format=$candidate
    break
  fi
done
if [ -z "${clang_format:-}" ]; then
  echo "SKIPPED: clang-format $version is not here (apt-get install clang-format-$version)"
  exit 77
fi

mode=(-i)
[ "${1:-}" != --check ] || mode=(--dry-run --Werror)
find libdbn experiments tests \( -name '*.cpp' -o -name '*.hpp' -o -name '*.cu' \) -print0 |
  xargs -0 -n 16 -P "$(nproc)" "$clang_format" "${mode[@]}"
