# shellcheck shell=bash
# Prometheus: scrapes RabbitMQ, and whatever is named by files in its targets folder (file_sd, read at once). The labels that a
# target exposes win: one target may speak for the proxies of many pods, each with `namespace` and `pod`.

prometheus_start() {
    command -v prometheus >/dev/null || die "Prometheus is not installed: run deploy/local/install --for demo"
    as_server mkdir -p "$data/prometheus/targets"
    prometheus_settings >"$data/prometheus.yml"
    chmod 644 "$data/prometheus.yml"
    launch_server prometheus prometheus --config.file="$data/prometheus.yml" --storage.tsdb.path="$data/prometheus/db" \
        --storage.tsdb.retention.time=2d --web.listen-address="127.0.0.1:$port_prometheus" --web.enable-admin-api \
        --log.level=warn
}

prometheus_settings() {
    cat <<END
global: {scrape_interval: ${HOTSWAP_SCRAPE_INTERVAL:-1s}}
scrape_configs:
  - job_name: rabbitmq
    static_configs: [{targets: ["127.0.0.1:$port_rabbitmq_metrics"]}]
  - job_name: hotswap-tests
    honor_labels: true
    # Sandboxes make their certificates themselves; a target says by __scheme__ whether it speaks TLS.
    tls_config: {insecure_skip_verify: true}
    file_sd_configs: [{files: ["$data/prometheus/targets/*.json"], refresh_interval: 1s}]
END
}

prometheus_ready() { curl -fs --noproxy '*' -m 2 -o "$data/prometheus.answer" "http://127.0.0.1:$port_prometheus/-/ready"; }
prometheus_address() { echo "127.0.0.1:$port_prometheus"; }

prometheus_env() {
    echo "PROMETHEUS='http://127.0.0.1:$port_prometheus'"
    echo "PROMETHEUS_TARGETS='$data/prometheus/targets'"
}
