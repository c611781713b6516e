# shellcheck shell=bash
# etcd: where kube-apiserver keeps its objects.

etcd_start() {
    command -v etcd >/dev/null || die "etcd is not installed: run deploy/local/install --for test"
    local url=http://127.0.0.1:$port_etcd peer=http://127.0.0.1:$port_etcd_peer
    launch_server etcd etcd --name hotswap --data-dir "$data/etcd/db" --logger zap --log-level warn \
        --listen-client-urls "$url" --advertise-client-urls "$url" \
        --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "hotswap=$peer"
}

etcd_ready() { curl -fs --noproxy '*' -m 2 -o "$data/etcd.answer" "http://127.0.0.1:$port_etcd/health"; }
etcd_address() { echo "127.0.0.1:$port_etcd"; }
