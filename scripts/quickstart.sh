#!/usr/bin/env bash
# From a bare machine to a trained deep belief net: installs what is missing, builds, trains on Fashion-MNIST, and
# prints the test error and where the run directory is. Run again it continues or shows the same run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

run=runs/fashion-mnist
dbn=build/release/dbn
scripts/install_dependencies.sh
scripts/build.sh release dbn_program

options=(--out "$run" --json)
if [ -e "$run/resolved.cfg" ]; then
  echo "$run holds a run: it goes on from its last checkpoint, or is only evaluated if it was finished."
  echo "Delete $run to train anew."
  options+=(--resume)
else
  echo "Training on Fashion-MNIST ..."
fi
result=$("$dbn" train configs/fashion_mnist.cfg "${options[@]}")

percent=$(sed -nE 's/.*"test_error": *([-+.0-9eE]+).*/\1/p' <<<"$result" | awk '{ printf "%.2f %%", 100 * $1 }')
if [ -z "$percent" ]; then
  printf 'quickstart: the program gave no test error, but\n%s\n' "$result" >&2
  exit 1
fi
echo
echo "test error     $percent"
echo "run directory  $run"
echo "Look inside with: $dbn inspect $run/model.h5"
