# shellcheck shell=bash
# RabbitMQ: a node name, an epmd (Erlang's port directory), a cookie and a list of plugins of its own.

rabbitmq_binary=/usr/lib/rabbitmq/bin/rabbitmq-server # the one in PATH insists on the system's user and folders

rabbitmq_start() {
    [ -x "$rabbitmq_binary" ] || die "RabbitMQ is not installed: run deploy/local/install --for demo"
    rabbitmq_settings >"$data/rabbitmq.conf"
    echo '[rabbitmq_management,rabbitmq_prometheus].' >"$data/rabbitmq.plugins"
    chmod 644 "$data/rabbitmq.plugins"
    chmod 640 "$data/rabbitmq.conf"
    [ "$(id -u)" != 0 ] || chgrp "$server_user" "$data/rabbitmq.conf"
    if ! alive epmd; then
        as_server mkdir -p "$data/epmd"
        launch_server epmd epmd -port "$port_epmd" -address 127.0.0.1
    fi
    until answers "$port_epmd"; do
        alive epmd || fail epmd "ended while it started"
        sleep 0.02
    done
    # `detached` makes the start script become the server instead of a parent that lingers.
    launch_server rabbitmq detached=true "ERL_EPMD_PORT=$port_epmd" ERL_EPMD_ADDRESS=127.0.0.1 \
        "RABBITMQ_NODENAME=hotswap-$profile@localhost" "RABBITMQ_DIST_PORT=$port_rabbitmq_nodes" \
        "RABBITMQ_MNESIA_BASE=$data/rabbitmq/db" "RABBITMQ_LOG_BASE=$data/rabbitmq" RABBITMQ_LOGS=- \
        "RABBITMQ_CONFIG_FILE=$data/rabbitmq.conf" "RABBITMQ_ENABLED_PLUGINS_FILE=$data/rabbitmq.plugins" \
        "RABBITMQ_CONF_ENV_FILE=$data/none" "RABBITMQ_ADVANCED_CONFIG_FILE=$data/none" \
        'RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}' \
        "$rabbitmq_binary"
}

rabbitmq_settings() {
    cat <<END
listeners.tcp.1 = 127.0.0.1:$port_rabbitmq
management.tcp.ip = 127.0.0.1
management.tcp.port = $port_rabbitmq_management
prometheus.tcp.ip = 127.0.0.1
prometheus.tcp.port = $port_rabbitmq_metrics
default_user = hotswap
default_pass = $secret
log.console.level = warning
disk_free_limit.absolute = 100MB
vm_memory_high_watermark.absolute = 1GB
raft.wal_max_size_bytes = 67108864
END
}

# The last listener to open is the metrics plugin's, and the user exists before any listener does.
rabbitmq_ready() { answers "$port_rabbitmq" && answers "$port_rabbitmq_management" && answers "$port_rabbitmq_metrics"; }

rabbitmq_address() { echo "127.0.0.1:$port_rabbitmq"; }

rabbitmq_env() {
    echo "RABBITMQ='amqp://hotswap:$secret@127.0.0.1:$port_rabbitmq/%2F'"
    echo "RABBITMQ_MANAGEMENT='http://hotswap:$secret@127.0.0.1:$port_rabbitmq_management'"
    echo "RABBITMQ_METRICS='http://127.0.0.1:$port_rabbitmq_metrics/metrics'"
}
