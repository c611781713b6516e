# shellcheck shell=bash
# kube-apiserver, the real one, alone: no nodes, no controllers. Pods can be created and given a status all the same.

kube_start() {
    local binary
    binary=$("$here/kube-apiserver-build" --print) || die "kube-apiserver has not been built: run deploy/local/kube-apiserver-build"
    if ! as_server test -x "$binary"; then # it lies in a folder of root's: a second name for it lies in ours
        ln -f "$binary" "$data/kube/kube-apiserver" 2>/dev/null || install -m 755 "$binary" "$data/kube/kube-apiserver"
        binary=$data/kube/kube-apiserver
    fi
    kube_credentials
    until etcd_ready; do
        alive etcd || { sleep 0.5; alive etcd || fail etcd "does not run, and kube-apiserver needs it"; }
        sleep 0.05
    done
    launch_server kube "$binary" --etcd-servers="http://127.0.0.1:$port_etcd" \
        --secure-port="$port_kube" --bind-address=127.0.0.1 --advertise-address=127.0.0.1 --endpoint-reconciler-type=none \
        --cert-dir="$data/kube" --tls-cert-file="$data/kube/server.crt" --tls-private-key-file="$data/kube/server.key" \
        --token-auth-file="$data/kube/tokens.csv" --authorization-mode=RBAC \
        --service-account-key-file="$data/kube/account.key" --service-account-signing-key-file="$data/kube/account.key" \
        --service-account-issuer=https://kubernetes.default.svc --service-cluster-ip-range=10.96.0.0/16 \
        --disable-admission-plugins=ServiceAccount --v=0
}

# A CA, a certificate for 127.0.0.1, and two tokens: one that may do everything, one that may do nothing (for 403).
kube_credentials() {
    local folder=$data/kube
    if [ ! -s "$folder/tokens.csv" ]; then
        (
            umask 077
            kube_certificates "$folder" >"$data/kube.log" 2>&1 || fail kube "got no certificate from openssl"
            printf '%s\n' "$secret,admin,admin,\"system:masters\"" "powerless-$secret,powerless,powerless" >"$folder/tokens.csv"
            [ "$(id -u)" != 0 ] || chown "$server_user:$server_user" "$folder"/*
        )
    fi
    cat >"$folder/client.json" <<END
{
  "server": "https://127.0.0.1:$port_kube",
  "ca": "$folder/ca.crt",
  "token": "$secret",
  "powerlessToken": "powerless-$secret",
  "etcd": "http://127.0.0.1:$port_etcd"
}
END
}

kube_certificates() {
    local key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)
    openssl req -x509 -days 3650 "${key[@]}" -subj /CN=hotswap-local-ca -keyout "$1/ca.key" -out "$1/ca.crt" &&
        openssl req -new "${key[@]}" -subj /CN=kube-apiserver -keyout "$1/server.key" -out "$1/server.csr" &&
        openssl x509 -req -in "$1/server.csr" -CA "$1/ca.crt" -CAkey "$1/ca.key" -CAcreateserial -days 3650 \
            -extfile <(echo 'subjectAltName = IP:127.0.0.1, DNS:localhost') -out "$1/server.crt" &&
        openssl genrsa -out "$1/account.key" 2048
}

kube_ready() {
    curl -fs --noproxy '*' -m 2 -o "$data/kube.answer" --cacert "$data/kube/ca.crt" -H "Authorization: Bearer $secret" \
        "https://127.0.0.1:$port_kube/readyz"
}

kube_address() { echo "127.0.0.1:$port_kube"; }
kube_env() { echo "KUBE='$data/kube/client.json'"; }
