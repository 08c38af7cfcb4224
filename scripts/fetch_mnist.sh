#!/usr/bin/env bash
# Puts the four files of MNIST into a directory and verifies them:
#   scripts/fetch_mnist.sh DIRECTORY [URL]
# URL (or DBN_MNIST_URL) is the address of a folder that holds the files with their usual names; without one the files
# must be there already, plain or with .gz. MNIST has had several homes and loses them, so none is built in.
set -euo pipefail

directory=${1:?usage: scripts/fetch_mnist.sh DIRECTORY [URL]}
url=${2:-${DBN_MNIST_URL:-}}
# MD5 of the uncompressed files.
sums=(
  "6bbc9ace898e44ae57da46a324031adb train-images-idx3-ubyte"
  "a25bea736e30d166cdddb491f175f624 train-labels-idx1-ubyte"
  "2646ac647ad5339dbf082846283269ea t10k-images-idx3-ubyte"
  "27ae3e4e09519cfbb04c329615203637 t10k-labels-idx1-ubyte"
)

download() {
  if command -v curl >/dev/null; then
    curl --fail --silent --show-error --location --output "$2" "$1"
  elif command -v wget >/dev/null; then
    wget --quiet --output-document="$2" "$1"
  else
    echo "fetch_mnist: neither curl nor wget is here (apt-get install curl)" >&2
    return 1
  fi
}

wrong=0
complain() {
  echo "fetch_mnist: $*" >&2
  wrong=1
}
mkdir -p "$directory"
for entry in "${sums[@]}"; do
  read -r expected name <<<"$entry"
  file=$directory/$name
  [ -e "$file" ] || file=$file.gz
  if [ ! -e "$file" ] && [ -n "$url" ]; then
    echo "Fetching $name.gz ..."
    download "${url%/}/$name.gz" "$file.part" || {
      rm -f "$file.part"
      complain "could not fetch ${url%/}/$name.gz"
      continue
    }
    mv "$file.part" "$file"
  fi
  if [ ! -e "$file" ]; then
    complain "$directory has neither $name nor $name.gz; put it there, or give the address of a folder that has it"
    continue
  fi
  found=$({ gzip -dcf "$file" 2>/dev/null || true; } | md5sum | cut -d ' ' -f 1)
  [ "$found" = "$expected" ] ||
    complain "$file is not the original: its contents have MD5 $found, expected $expected; delete it and fetch it again"
done
[ $wrong = 0 ] || exit 1
echo "$directory holds MNIST: name it as the data directory, and mnist:train and mnist:test are known"
