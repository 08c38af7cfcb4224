#!/usr/bin/env bash
# Installs the Debian packages that building, training and testing need, those that are missing only:
#   scripts/install_dependencies.sh [format|tidy|slurm|docs|clang]...
# As root or with sudo. Without either it says what to ask for. DBN_DEPENDENCIES=present skips it, for systems that
# bring the same libraries in another way.
set -euo pipefail

packages=(
  g++ cmake ninja-build
  libxtensor-dev libxtensor-blas-dev libxsimd-dev libopenblas-pthread-dev
  libhdf5-dev libboost-program-options-dev libboost-test-dev zlib1g-dev libpng-dev nlohmann-json3-dev
  dataset-fashion-mnist
)
# Formatting differs from version to version, so these are the ones that the project is formatted and checked with.
for extra in "$@"; do
  case $extra in
    format) optional+=(clang-format-14) ;;
    tidy) optional+=(clang-tidy-14) ;;
    clang) optional+=(clang-19) ;;
    docs) optional+=(doxygen) ;;
    slurm) optional+=(slurm-wlm slurmctld slurmd munge) ;;
    *) echo "install_dependencies: unknown argument '$extra'; expected format, tidy, slurm, docs or clang" >&2; exit 2 ;;
  esac
done

[ "${DBN_DEPENDENCIES:-}" != present ] || exit 0
if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "install_dependencies: this is not a Debian system. Install what corresponds to these packages, then set" >&2
  echo "  DBN_DEPENDENCIES=present and run the command again: ${packages[*]}" >&2
  exit 1
fi

is_installed() { [[ $(dpkg-query -W -f '${db:Status-Status} ' "$1" 2>/dev/null) == installed* ]]; }
is_known() { [[ $(apt-cache policy "$1" 2>/dev/null) == *"Candidate: "[0-9]* ]]; }

missing=()
for package in "${packages[@]}" ${optional+"${optional[@]}"}; do
  is_installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  # Without a terminal sudo cannot ask for a password and must not wait for one.
  if command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    as_root=(sudo)
  else
    echo "install_dependencies: packages are missing, and this user is neither root nor able to use sudo. Ask for" >&2
    echo "  apt-get install ${missing[*]}" >&2
    exit 1
  fi
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1
}
install_missing() { apt install --no-install-recommends "${missing[@]}"; }

lists_are_complete=yes
for package in "${missing[@]}"; do
  is_known "$package" || lists_are_complete=no
done
if [ $lists_are_complete = no ]; then
  echo "Reading the lists of packages ..."
  apt update || { tail -n 20 "$log" >&2; echo "install_dependencies: apt-get update failed" >&2; exit 1; }
fi

# Absent from other releases of Debian; only the checks that use them are skipped then.
for package in ${optional+"${optional[@]}"}; do
  is_known "$package" && continue
  echo "install_dependencies: $package does not exist here; what needs it will be skipped" >&2
  for i in "${!missing[@]}"; do
    [ "${missing[i]}" != "$package" ] || unset "missing[i]"
  done
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "Installing ${#missing[@]} packages: ${missing[*]} ..."
# Lists that are old name files that are gone; reading them again is the remedy.
install_missing || { apt update && install_missing; } || {
  tail -n 20 "$log" >&2
  echo "install_dependencies: apt-get install failed" >&2
  exit 1
}
