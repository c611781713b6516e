# shellcheck shell=bash
# Sourced by deploy/demo: the policy itself is rolled out step by step, watched by the traffic that Prometheus sees.

canary() { run deploy -p "$policy" -e "$environment" --strategy canary --steps 10,50 --soak 8s --rules deploy/demo.d/rules.yaml "$@"; }

say "A canary: reviews goes to v2, 10 % of the requests first, then 50 %, each watched for a few seconds, then all"
scenario west deploy/demo.d/traffic.json
run policy update "$policy" -f deploy/demo.d/all-v2.yaml --message "v2 for everybody"
canary --reason "v2 is ready" --wait
run deployments metrics "$(newest)"
run policy live "$policy" --cluster west

say "A bad canary: v3 of reviews answers 30 % of its requests with errors, and nobody knows yet"
scenario west deploy/demo.d/v3-is-broken.json
run policy update "$policy" -f deploy/demo.d/all-v3.yaml --message "v3 for everybody"
canary --reason "v3 is ready, they say" --wait || true
say "It went back by itself: why, how long it took, and whether the traffic is as it was before"
id=$(newest)
for _ in $(seq 60); do # it is looked at until it is, for four rate windows at the most
    "$hotswap" deployments report "$id" -o json | grep -qE '"recovered": *(true|false)' && break
    sleep 0.5
done
run deployments report "$id"
run policy live "$policy" --cluster west

say "v3 is mended and goes out blue-green: green stands beside blue and gets no traffic before a person switches"
scenario west deploy/demo.d/traffic.json
sleep 4 # until the errors of before have left the window that rates are taken over: four scrapes
run deploy -p "$policy" -e "$environment" --strategy bluegreen --no-auto-switch --watch 8s --rules deploy/demo.d/rules.yaml \
    --reason "v3, mended"
id=$(newest)
for _ in $(seq 300); do
    "$hotswap" status "$id" | grep -q '^Status  *Paused' && break
    sleep 0.1
done
run status "$id"
run policy live "$policy" --cluster west
say "The switch, in one write; green is watched, then blue is retired"
run switch "$id" --reason "green looks good" --wait
run policy live "$policy" --cluster west
