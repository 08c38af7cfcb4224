#!/usr/bin/env bash
# Builds the fuzzers and runs each for SECONDS (default 60) on a seed corpus that the program itself makes:
#
#   tests/fuzz/run.sh [SECONDS [model|idx|csv|config]...]
#
# What is found is kept in build/fuzz/found; run build/fuzz/tests/fuzz/fuzz_NAME FILE to see it again. Needs clang with
# libFuzzer (packages clang and libclang-rt-14-dev).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seconds=${1:-60}
readers=("${@:2}")
[ ${#readers[@]} -gt 0 ] || readers=(model idx csv config)

export CMAKE_GENERATOR=${CMAKE_GENERATOR:-Ninja}
[ -e build/fuzz/CMakeCache.txt ] || cmake --preset fuzz
cmake --build build/fuzz --target fuzz dbn_program
dbn=$PWD/build/fuzz/dbn
corpus=$PWD/build/fuzz/corpus
mkdir -p "$corpus"/{model,idx,csv,config} build/fuzz/found
cp tests/fuzz/seeds/csv/* "$corpus/csv"
cp tests/fuzz/seeds/config/* configs/*.cfg "$corpus/config"

if [ ! -e "$corpus/model/model.h5" ]; then
  run=$(mktemp -d)
  trap 'rm -rf "$run"' EXIT
  "$dbn" train tests/fuzz/seeds/config/every_kind.cfg --quiet --out "$run/run" --set dbn.visible=bernoulli \
    --set "dbn.layers=4 3" --set rbm.gibbs_steps=1 --set rbm.epochs=2 --set finetune.epochs=2 >"$run/log"
  # Without checksums most changes get past the HDF5 library; beside the original, which reaches the same code and is
  # smaller, the fuzzer would drop such a seed.
  if command -v h5repack >/dev/null; then
    for name in model checkpoint; do h5repack -l CONTI -f NONE "$run/run/$name.h5" "$corpus/model/$name.h5"; done
  else
    cp "$run/run/model.h5" "$run/run/checkpoint.h5" "$corpus/model"
  fi
  printf '\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x02abcdefgh' >"$corpus/idx/images"
  gzip -nc "$corpus/idx/images" >"$corpus/idx/images.gz"
  gzip -nc tests/fuzz/seeds/csv/named.csv >"$corpus/csv/named.csv.gz"
fi

# HDF5 keeps what it allocated for a damaged file until the end of the process, and takes no for an answer when it asks for
# terabytes.
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1
for reader in "${readers[@]}"; do
  build/fuzz/tests/fuzz/fuzz_"$reader" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=60 -detect_leaks=0 \
    -max_len=65536 -print_final_stats=1 -artifact_prefix=build/fuzz/found/"$reader"- "$corpus/$reader"
done
