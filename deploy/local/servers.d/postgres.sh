# shellcheck shell=bash
# PostgreSQL: TCP on the loopback only (no socket file), one role and database `hotswap`, password by SCRAM.

postgres_bin() {
    local folder
    folder=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t/ -k5 -n | tail -n 1)
    [ -x "$folder/postgres" ] || die "PostgreSQL is not installed: run deploy/local/install --for demo"
    echo "$folder"
}

postgres_start() {
    local bin options=()
    bin=$(postgres_bin)
    [ -d "$data/postgres/db" ] || postgres_create "$bin"
    postgres_alive_in "$data/postgres/db" || rm -f "$data/postgres/db/postmaster.pid"
    # A killed server loses nothing without fsync; a power cut would, which tests do not mind.
    [ ! -e "$data/volatile" ] || options=(-c fsync=off -c full_page_writes=off)
    launch_server postgres "$bin/postgres" -D "$data/postgres/db" -p "$port_postgres" \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300 -c shared_buffers=64MB \
        -c timezone=UTC -c log_timezone=UTC -c log_min_messages=warning "${options[@]}"
}

# PostgreSQL takes a dead server that init has not buried yet for a live one; its processes are known by where they work.
postgres_alive_in() { find /proc -maxdepth 2 -name cwd -lname "$1" 2>/dev/null | grep -q .; }

# In a folder beside and then renamed, so that a half-made cluster is never taken for a whole one.
postgres_create() {
    local bin=$1 new=$data/postgres/new password=$data/postgres/password
    rm -rf "$new"
    cd "$data"
    (umask 077 && as_server tee "$password" <<<"$secret" >/dev/null) # of the servers' user: a pipe of root's is closed to it
    if ! {
        as_server "$bin/initdb" -D "$new" -U hotswap -A scram-sha-256 --pwfile="$password" --no-sync --no-instructions \
            -E UTF8 --locale=C.UTF-8 &&
            echo 'CREATE DATABASE hotswap' | as_server "$bin/postgres" --single -F -D "$new" postgres
    } >>"$data/postgres.log" 2>&1; then
        fail postgres "could not be set up"
    fi
    rm "$password"
    mv "$new" "$data/postgres/db"
}

postgres_ready() { "$(postgres_bin)/pg_isready" -q -h 127.0.0.1 -p "$port_postgres"; }
postgres_address() { echo "127.0.0.1:$port_postgres"; }
postgres_env() { echo "POSTGRES='postgresql://hotswap:$secret@127.0.0.1:$port_postgres/hotswap'"; }
