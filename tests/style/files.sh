#!/usr/bin/env bash
# Names, sizes and places of files, and words that must not be in them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

status=0
complain() {
  echo "$*"
  status=1
}

mapfile -t code < <(find libdbn experiments tests -name '*.cpp' -o -name '*.hpp' -o -name '*.cu' | sort)
for file in "${code[@]}"; do
  name=${file##*/}
  [[ ! ${name%.*} =~ (^|_)(utils?|utilities|common|helpers?|misc|manager|stuff)(_|$) ]] ||
    complain "$file: name the one idea that it holds"
  [[ $name =~ ^[a-z0-9_]+\.(cpp|hpp|cu)$ ]] || complain "$file: expected snake_case"
  lines=$(wc -l <"$file")
  [ "$lines" -le 450 ] || complain "$file: has $lines lines, more than 450; it holds more than one idea"
  [[ $name != *.hpp ]] || grep -q '^#pragma once$' "$file" || complain "$file: lacks #pragma once"
done

# What is written once in this file would match itself, hence the brackets.
mapfile -t all < <(find libdbn experiments tests configs scripts .ci -type f ! -path tests/style/files.sh; ls -d ./*.*)
unfinished=$(grep -nIE '\b(TOD[O]|FIXM[E]|XX[X])\b' "${all[@]}") && complain "unfinished work:"$'\n'"$unfinished"
places=$(grep -nIE '(^|[^.a-zA-Z0-9_])/(wor[k]|hom[e])/' "${all[@]}") && complain "paths of one machine:"$'\n'"$places"
fast=$(sed -E 's/^\s*#.*//' CMakeLists.txt */CMakeLists.txt CMakePresets.json scripts/*.sh .ci/run | grep -nE 'ffast-mat[h]|Ofas[t]|funsafe-mat[h]') &&
  complain "no fast math, it turns NaN into numbers:"$'\n'"$fast"

# The top level is an agreement; build and run directories are ignored by git, hence its list and not the directory's.
if command -v git >/dev/null && [ -e .git ]; then
  while IFS= read -r entry; do
    case $entry in
      libdbn | experiments | tests | configs | scripts | CMakeLists.txt | README.md | CMakePresets.json | LICENSE | .*) ;;
      *) complain "$entry: does not belong at the top level" ;;
    esac
  done < <(git -c safe.directory='*' ls-files | cut -d / -f 1 | sort -u)
fi
exit $status
