# shellcheck shell=bash
# Sourced by the scripts of this folder: where things lie, how to speak, how to become root.

export LC_ALL=C

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
here=$root/deploy/local

say() { printf 'hotswap: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# The folder for what outlives a checkout: built binaries.
cache=${HOTSWAP_CACHE:-${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/hotswap}

# Debian keeps servers and `useradd` outside a plain user's PATH, and Swift may have been unpacked without touching it.
PATH=$PATH:/usr/sbin:/sbin:/opt/swift/usr/bin

# Runs a command as root: directly, or with sudo for somebody who is not.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "'$*' needs root and sudo is not installed: run it as root, then run this again"
    fi
}
