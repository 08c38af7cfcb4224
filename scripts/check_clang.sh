#!/usr/bin/env bash
# Compiles library and program with clang, syntax and warnings only; every warning is an error:
#   scripts/check_clang.sh [CLANG++]      default: the newest one that is installed
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

compiler=${1:-}
for version in 19 18 17 16 ""; do
  [ -n "$compiler" ] || compiler=$(command -v "clang++${version:+-$version}" || true)
done
[ -n "$compiler" ] || { echo "check_clang: clang++ is not installed: scripts/install_dependencies.sh clang" >&2; exit 1; }

directory=build/clang
mkdir -p "$directory"
cmake -S . -B "$directory" -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_BUILD_TYPE=Release -DDBN_TESTS=OFF \
  -DDBN_PRECOMPILE=OFF -DDBN_UNITY=ON -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >"$directory/configure.log" 2>&1 || {
  cat "$directory/configure.log" >&2
  exit 1
}
echo "Checking with $("$compiler" --version | head -n 1) ..."
sed -n 's/^ *"command": "\(.*\)",\?$/\1/p' "$directory/compile_commands.json" | sed 's/\\"/"/g; s/\\\\/\\/g' |
  sed 's/ -o [^ ]*\.o -c / -Werror -fsyntax-only /' |
  (cd "$directory" && xargs -P "$(nproc)" -d '\n' -I{} bash -c '{}')
echo "No warning."
