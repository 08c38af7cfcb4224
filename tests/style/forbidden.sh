#!/usr/bin/env bash
# What a part of the project must not use, so that each dependency has one door and a result one source.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# A copy without comments, line for line.
code=$(mktemp -d)
trap 'rm -rf "$code"' EXIT
find libdbn experiments tests \( -name '*.cpp' -o -name '*.hpp' \) -print0 | xargs -0 cp --parents -t "$code"
find "$code" -type f -print0 | xargs -0 sed -i -E 's,(^|[^:"])//.*$,\1,'
cd "$code"

status=0
# forbid REASON PATTERN FOLDER... [--except PREFIX]: no line of code below the folders may match.
forbid() {
  local reason=$1 pattern=$2 excepted=' ' folders=() found
  shift 2
  while [ $# -gt 0 ]; do
    if [ "$1" = --except ]; then
      excepted=$2
      shift
    else
      folders+=("$1")
    fi
    shift
  done
  found=$(grep -rnE "$pattern" "${folders[@]}" | grep -v "^$excepted") || return 0
  echo "$found"$'\n'"  $reason"
  status=1
}

forbid "HDF5 and PNG are for libdbn/io only" '<(hdf5|H5[A-Za-z]*|png)\.h>' libdbn experiments --except libdbn/io/
forbid "Boost.Program_options is for experiments only" 'boost/program_options' libdbn
forbid "BLAS is called in libdbn/base/linalg.cpp only" 'xtensor-blas|cblas' libdbn experiments tests \
  --except libdbn/base/linalg.cpp
forbid "xlinalg takes 5 s to compile and copies transposed factors" 'xlinalg' libdbn experiments tests
forbid "the library does not print" \
  '<(iostream|print)>|std::(cout|cerr|clog)\b|\b(printf|puts|putchar|perror|vprintf|fprintf|fputs)\s*\(' libdbn
forbid "the library does not end the process" \
  '\b(exit|abort|_Exit|quick_exit|terminate)\s*\(' libdbn
forbid "draws come from libdbn/base/random.hpp: others differ between standard libraries and depend on order" \
  'xt::random|xrandom|std::[a-z_]*_distribution|std::(mt19937|random_device|shuffle|rand)\b' libdbn experiments
forbid "a kind of units is named in libdbn/units only: ask the Units what is needed" \
  '[!=]= *"(bernoulli|gaussian|softmax|multinomial|relu)' libdbn experiments --except libdbn/units/
forbid "results know neither the time nor the environment" \
  '\b(system_clock|steady_clock|high_resolution_clock|getenv)\b' libdbn --except libdbn/io/
forbid "ask the object through its interface instead of asking for its type" '\bdynamic_cast\b' libdbn experiments
exit $status
