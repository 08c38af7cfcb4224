#!/usr/bin/env bash
# A file of the library includes its own floor or lower ones, and of two folders on one floor at most one includes the
# other; nothing in the library includes a program.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

declare -A siblings=() floor=(
  [base]=0 [units]=1 [data]=1 [rbm]=2 [estimators]=3 [likelihood]=3 [optim]=3 [penalties]=3 [dbn]=4 [train]=5 [io]=6
)
status=0
complain() {
  echo "$*"
  status=1
}

while IFS=: read -r file line text; do
  folder=${file#libdbn/}
  folder=${folder%%/*}
  own=${floor[$folder]:-}
  if [ -z "$own" ]; then
    complain "$file: libdbn/$folder is on no floor; give it one in tests/style/floors.sh"
    continue
  fi
  [[ $text =~ \"([^\"]+)\" ]] && included=${BASH_REMATCH[1]}
  if [[ ! $included =~ ^libdbn/([a-z]+)/ ]]; then
    complain "$file:$line: includes \"$included\"; expected a path that begins with libdbn/FOLDER/"
    continue
  fi
  target=${BASH_REMATCH[1]}
  if [ ! -e "$included" ]; then
    complain "$file:$line: includes \"$included\", which does not exist"
  elif [ "${floor[$target]:-99}" -gt "$own" ]; then
    complain "$file:$line: floor $own ($folder) includes \"$included\" of floor ${floor[$target]:-none}"
  elif [ "$target" != "$folder" ] && [ "${floor[$target]}" = "$own" ]; then
    siblings[$folder $target]=$file:$line
    [ -z "${siblings[$target $folder]:-}" ] ||
      complain "$file:$line: $folder includes $target, and ${siblings[$target $folder]} the other way round"
  fi
done < <(grep -rnE '^\s*#\s*include\s*"' libdbn --include='*.hpp' --include='*.cpp')
exit $status
