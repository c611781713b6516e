# shellcheck shell=bash
# Sourced by deploy/demo: the clusters, each started once and registered once; a second demo finds both.

# sandbox NAME MESH ENVIRONMENT: a cluster in memory, whose traffic the Prometheus of this profile scrapes.
sandbox() {
    local name=$1 info=$demo/$1.json
    if ! { [ -s "$demo/$name.pid" ] && kill -0 "$(cat "$demo/$name.pid")" 2>/dev/null; }; then
        rm -f "$info"
        setsid nohup "$hotswap" sandbox --mesh "$2" --listen 127.0.0.1:0 --scenario deploy/demo.d/traffic.json \
            --info-file "$info" >"$demo/$name.log" 2>&1 </dev/null &
        echo $! >"$demo/$name.pid"
        for _ in $(seq 100); do [ -s "$info" ] && break; sleep 0.1; done
    fi
    scrape "$name" "$(field metrics "$info")"
    register "$name" "$2" "$3" "$(field server "$info")" "$(field certificateAuthority "$info")" \
        "$(field token "$info")" "$HOTSWAP_TEST_PROMETHEUS"
}

# Tells Prometheus of a target; renamed into its place, so that it never reads half of it.
scrape() {
    local file=$HOTSWAP_TEST_PROMETHEUS_TARGETS/$1.json address=${2#http://}
    printf '[{"targets": ["%s"]}]\n' "${address%/metrics}" >"$file.new"
    chmod 644 "$file.new"
    mv "$file.new" "$file"
}

# register NAME MESH ENVIRONMENT SERVER AUTHORITY TOKEN [PROMETHEUS]: what was started again has another address, authority
# and token, which the registration then follows.
register() {
    printf '%b' "$5" >"$demo/$1.ca.pem"
    (umask 077 && printf '%s' "$6" >"$demo/$1.token")
    local prometheus=${7:+", \"prometheus\": \"$7\""}
    if "$hotswap" cluster list 2>/dev/null | grep -q "^$1 "; then
        ask PUT "$HOTSWAP_SERVER/api/v1/clusters/$1" "$HOTSWAP_TOKEN" <<JSON
{"server": "$4", "certificateAuthority": "$5", "credentials": {"type": "token", "token": "$6"}$prometheus}
JSON
    else
        run cluster add "$1" --api-server "$4" --ca "$demo/$1.ca.pem" --bearer-token-file "$demo/$1.token" \
            ${7:+--prometheus "$7"} --environment "$3" --mesh "$2"
    fi
}

# ask METHOD URL TOKEN [OPTION...]: sends the document on standard input.
ask() {
    curl -fsS --noproxy '*' -o /dev/null -X "$1" "$2" -K <(printf 'header = "Authorization: Bearer %s"\n' "$3") \
        -H 'Content-Type: application/json' "${@:4}" -d @-
}

# What the simulated services of the sandbox $1 do from now on, by the file $2 (docs/sandbox.md).
scenario() {
    printf '\033[2m$ curl -X PUT .../sandbox/scenario -d @%s\033[0m\n' "$2"
    ask PUT "$(field server "$demo/$1.json")/sandbox/scenario" "$(cat "$demo/$1.token")" --cacert "$demo/$1.ca.pem" <"$2"
}
