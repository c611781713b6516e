# shellcheck shell=bash
# Sourced by `servers`: a profile's folder, its user, its ports, its password, its lock.

everything=etcd,kube,rabbitmq,postgres,prometheus

# PostgreSQL refuses to run as root, and the others need not: root's servers run as a system user of their own.
server_user=$(id -un)
[ "$(id -u)" != 0 ] || server_user=hotswap

as_server() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid "$server_user" --regid "$server_user" --init-groups "$@"
    else
        "$@"
    fi
}

# Sets `data`, the folder of the profile, and holds its lock until this script ends.
open_profile() {
    local link=$root/.local/$profile
    if [ "$server_user" != "$(id -un)" ] && ! id "$server_user" >/dev/null 2>&1; then
        useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$server_user"
    fi
    mkdir -p "$root/.local"
    [ -d "$link" ] || place_folder "$link"
    data=$(cd "$link" && pwd -P)
    exec 9>"$root/.local/$profile.lock"
    flock -w 120 9 || die "profile '$profile' is in use by another command for two minutes now"
    [ -s "$data/secret" ] || (umask 077 && random_text >"$data/secret")
    read -r secret <"$data/secret"
    [ -z "$volatile" ] || touch "$data/volatile"
    [ ! -s "$data/ports" ] || . "$data/ports"
}

# A checkout under /root is closed to the servers' user: then the data lies in /var/tmp, and the checkout links to it.
place_folder() {
    local folder=$1
    [ ! -L "$folder" ] || rm "$folder" # its target is gone
    if ! as_server test -x "$root/.local"; then
        folder=/var/tmp/hotswap-$(hash_of "$root")-$(id -u)-$profile
        ln -s "$folder" "$1"
    fi
    if [ -e "$folder" ]; then
        [ "$(stat -c %U "$folder")" = "$server_user" ] || die "$folder belongs to somebody else than $server_user: remove it"
    elif [ "$(id -u)" = 0 ]; then
        install -d -m 700 -o "$server_user" -g "$server_user" "$folder"
    else
        install -d -m 700 "$folder"
    fi
}

forget_profile() {
    rm -rf "$data" "$root/.local/$profile" "$root/.local/$profile.lock"
}

hash_of() { sha256sum <<<"$1" | cut -c1-8; }

random_text() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; echo; }

# Ports are chosen once, below the range that the kernel hands out to clients, and kept while they are free.
# Where a stranger has taken one meanwhile and nothing of this profile runs, all are chosen anew.
settle_ports() {
    local name
    for name in ${everything//,/ }; do ! alive "$name" || return 0; done
    if [ -s "$data/ports" ] && ports_free "$port_first"; then return 0; fi
    local block=$((16#$(hash_of "$root $profile") % 900)) tries=0
    until ports_free $((20000 + block * 12)); do
        block=$(((block + 1) % 900))
        [ $((tries += 1)) -lt 900 ] || die "no twelve free ports in a row between 20000 and 30800"
    done
    name_ports $((20000 + block * 12)) >"$data/ports"
    . "$data/ports"
}

name_ports() {
    local first=$1 name
    echo "port_first=$first"
    for name in postgres rabbitmq rabbitmq_management rabbitmq_metrics rabbitmq_nodes epmd prometheus etcd etcd_peer kube; do
        echo "port_$name=$first"
        first=$((first + 1))
    done
}

ports_free() {
    local port
    for port in $(seq "$1" $(($1 + 9))); do ! answers "$port" || return 1; done
}

# Whether something listens on this port of the loopback.
answers() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
