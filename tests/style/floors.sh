#!/usr/bin/env bash
# A file includes its own folder or lower ones, and of two folders on one floor at most one includes the other: once for
# the folders of libdbn, once for those of experiments. Nothing in the library includes the program.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

declare -A siblings=() floor=(
  [libdbn/base]=0 [libdbn/units]=1 [libdbn/data]=1 [libdbn/rbm]=2 [libdbn/estimators]=3 [libdbn/likelihood]=3
  [libdbn/optim]=3 [libdbn/penalties]=3 [libdbn/dbn]=4 [libdbn/train]=5 [libdbn/io]=6
  [experiments/text]=11 [experiments/bench]=11 [experiments/config]=12 [experiments/terminal]=12
  [experiments/figures]=12 [experiments/runs]=13 [experiments/data]=13 [experiments/evaluation]=14
  [experiments/inspection]=14 [experiments/training]=15 [experiments/sweep]=16 [experiments/report]=16
  [experiments/reproductions]=17 [experiments/commands]=18 [experiments/main.cpp]=19
)
status=0
complain() {
  echo "$*"
  status=1
}

while IFS=: read -r file line text; do
  rest=${file#*/}
  folder=${file%%/*}/${rest%%/*}
  own=${floor[$folder]:-}
  if [ -z "$own" ]; then
    complain "$file: $folder is on no floor; give it one in tests/style/floors.sh"
    continue
  fi
  [[ $text =~ \"([^\"]+)\" ]] && included=${BASH_REMATCH[1]}
  if [[ ! $included =~ ^((libdbn|experiments)/[a-z]+)/ ]]; then
    complain "$file:$line: includes \"$included\"; expected a path that begins with libdbn/FOLDER/ or experiments/FOLDER/"
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
done < <(grep -rnE '^\s*#\s*include\s*"' libdbn experiments --include='*.hpp' --include='*.cpp')
exit $status
