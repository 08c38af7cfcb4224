#!/usr/bin/env bash
# Relative links of Markdown pages lead to files that exist, and to headings that exist where they name one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

status=0
# The anchors of a page, as GitHub makes them from headings.
anchors_of() {
  grep -E '^#+ ' "$1" | sed -E 's/^#+ +//; s/[^A-Za-z0-9_ -]//g; s/ /-/g' | tr '[:upper:]' '[:lower:]'
}

mapfile -t pages < <(ls ./*.md; find libdbn experiments tests configs -name '*.md' | sort)
for page in "${pages[@]}"; do
  while IFS= read -r target; do
    case $target in http*) continue ;; esac
    path=${target%%#*}
    file=${page%/*}/$path
    [ -n "$path" ] || file=$page
    if [ ! -e "$file" ]; then
      echo "$page: links to $target, which does not exist"
      status=1
    elif [[ $target == *#* ]] && ! grep -qxF "${target#*#}" <(anchors_of "$file"); then
      echo "$page: links to $target, a heading that does not exist"
      status=1
    fi
  done < <(grep -oE '\]\([^) ]+\)' "$page" | sed -E 's/^\]\(//; s/\)$//')
done
exit $status
