# shellcheck shell=bash
# Sourced by `servers`: one process per server, known by its pid and the moment it was born.

# launch NAME [VARIABLE=value...] COMMAND...: runs it in the background as the servers' user, in a session of its own, with
# nothing of our environment (PGHOST, RABBITMQ_..., proxies) but what is named.
launch() {
    local name=$1 open_files
    shift
    open_files=$(ulimit -Hn)
    [ "$open_files" != unlimited ] && [ "$open_files" -lt 65536 ] || open_files=65536 # Erlang allocates for as many as it may open
    (
        cd "$data/$name"
        ulimit -n "$open_files"
        exec 9>&- setsid env -i "PATH=$PATH" LANG=C.UTF-8 "HOME=$data/$name" "$@"
    ) </dev/null >>"$data/$name.log" 2>&1 &
    echo "$! $(birth_of $!)" >"$data/$name.pid"
}

# As `launch`, for root's servers under their user.
launch_server() {
    local name=$1 variables=()
    shift
    while [[ $1 == *=* ]]; do variables+=("$1"); shift; done
    if [ "$(id -u)" = 0 ]; then
        set -- setpriv --reuid "$server_user" --regid "$server_user" --init-groups "$@"
    fi
    launch "$name" "${variables[@]}" "$@"
}

# The start time of a process in clock ticks: a pid may be given to another process later, together with this it may not.
# Nothing for one that has ended, even where a lazy init has not buried it yet.
birth_of() {
    local stat
    read -r stat 2>/dev/null <"/proc/$1/stat" || return 0
    stat=${stat##*) }
    [ "${stat:0:1}" = Z ] || cut -d ' ' -f 20 <<<"$stat"
}

pid_of() { cut -d ' ' -f 1 "$data/$1.pid"; }

alive() {
    local pid born
    [ -s "$data/$1.pid" ] || return 1
    read -r pid born <"$data/$1.pid"
    [ -n "$born" ] && [ "$(birth_of "$pid")" = "$born" ]
}

# stop NAME [SIGNAL]: ends the process and returns when all that it started has ended. Safe to call when it does not run.
stop() {
    local name=$1 signal=${2:-$(stop_signal "$1")} pid children
    if alive "$name"; then
        pid=$(pid_of "$name")
        children=$(cat "/proc/$pid/task/$pid/children" 2>/dev/null) || children=''
        kill -s "$signal" "$pid"
        await_end "$name" "$pid" "$children"
        say "$name has ended"
    fi
    rm -f "$data/$name.pid"
    [ "$name" != rabbitmq ] || stop epmd
}

await_end() {
    local name=$1 pid=$2 children=$3 began=$EPOCHREALTIME child
    while alive "$name"; do
        if [ "$(milliseconds_since "$began")" -ge 40000 ]; then
            say "$name did not end within 40 seconds, killing it"
            kill -s KILL -- "-$pid" || true
            began=$EPOCHREALTIME
        fi
        sleep 0.05
    done
    for child in $children; do # those of a killed parent end a moment after it
        while [ -n "$(birth_of "$child")" ] && [ "$(milliseconds_since "$began")" -lt 40000 ]; do sleep 0.02; done
    done
}

# PostgreSQL waits for its clients on SIGTERM; SIGINT tells them to go.
stop_signal() { if [ "$1" = postgres ]; then echo INT; else echo TERM; fi; }
