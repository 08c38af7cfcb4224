#!/usr/bin/env bash
# Every C++ file is formatted.
exec "$(dirname "${BASH_SOURCE[0]}")/../../scripts/format.sh" --check
