#!/usr/bin/env bash
# Configures and builds a preset of CMakePresets.json in build/PRESET: scripts/build.sh [PRESET [TARGET]...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=${1:-release}
shift || true
targets=()
[ $# -eq 0 ] || targets=(--target "$@")
directory=build/$preset
mkdir -p "$directory"

if [ ! -e "$directory/CMakeCache.txt" ] && command -v ninja >/dev/null; then
  export CMAKE_GENERATOR=Ninja
fi
cmake --preset "$preset" >"$directory/configure.log" 2>&1 || {
  cat "$directory/configure.log" >&2
  exit 1
}
grep -E "^-- BLAS: |Warning" "$directory/configure.log" || true

# A compilation takes up to 1 GiB; more of them than fit would thrash.
jobs=$(nproc)
fitting=$(awk '/^MemAvailable/ { print int($2 / 1048576) }' /proc/meminfo)
[ "$fitting" -ge "$jobs" ] || jobs=$((fitting > 1 ? fitting : 1))

# Every twentieth line of progress, and every line that is something else.
thin_out() {
  local line count=0
  while IFS= read -r line; do
    if [[ ! $line =~ ^\[\ *[0-9]+(%|/[0-9]+)\] ]] || ((++count % 20 == 0)); then
      printf '%s\n' "$line"
    fi
  done
}
echo "Building the preset $preset with $jobs jobs ..."
build=(cmake --build "$directory" --parallel "$jobs" "${targets[@]}")
if [ -t 1 ]; then "${build[@]}"; else "${build[@]}" 2>&1 | thin_out; fi
