"""Rollouts step by step: a thousand services at once, a thousand canaries that soak, the way back, and blue-green."""
import datetime
import json
import os
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import load
from figures import percentile
from stack import wait_for
from town import CONNECTIONS, Town, name, namespace, route

SERVICES = 1000  # those of the specification's load test
PAIRS = 20  # further ones, for blue-green
FEW = 10
SICK = 0.2  # of the services go bad
TICK = 10  # seconds, the default
SPECIFICATION = 30  # seconds to 1,000 services
FLAGGER = 60  # seconds, its interval times its threshold with the defaults of both
CANARY = {"type": "Canary", "steps": [{"percent": 10, "soak": "PT15S"}]}
LONG = {"type": "Canary", "steps": [{"percent": 10, "soak": "PT2H"}]}
GREEN = {"type": "BlueGreen", "autoSwitch": False, "watch": "PT1H"}

TOGETHER = ("rollout_1000_first_s", "rollout_1000_promote_s", "rollout_1000_back_s", "rollout_1000_worker_rss")
SOAKING = ("tick_lag_p50", "tick_lag_p99", "tick_queries_1000", "soak_worker_rss", "soak_worker_cpu", "soak_scheduler_cpu")
BREACHES = ("breach_restored_p50", "breach_restored_p99", "bad_to_restored_p50", "bad_to_restored_p99")
SWITCHES = ("bluegreen_switch_p50", "bluegreen_switch_p99", "bluegreen_back_p50", "bluegreen_back_p99",
            "bluegreen_failed_requests")
NAMES = TOGETHER + SOAKING + BREACHES + SWITCHES


def measure(figures, stack, count=SERVICES):
    town = Town(count + PAIRS, os.environ["HOTSWAP_TEST_PROMETHEUS_TARGETS"])
    try:
        api = stack.api()
        api.add_cluster("town", town.server, town.authority, town.token, os.environ["HOTSWAP_TEST_PROMETHEUS"])
        policies = add_policies(stack, count + PAIRS)
        finish(api, start(api, policies, {"type": "Direct"}))
        renew(stack, policies)
        until(lambda: series() > count, "Prometheus has scraped nothing", 120)
        time.sleep(5 * TICK)  # until every rate has its window
        if figures.wants(*SWITCHES):
            blue_green(figures, stack, town, policies, count)
        if figures.wants(*TOGETHER):
            together(figures, stack, town, policies[:count])
        if figures.wants(*SOAKING, *BREACHES):
            soaking(figures, stack, town, policies[:count])
    finally:
        town.stop()


def together(figures, stack, town, policies):
    """One canary of a thousand VirtualServices: until 10 % of the requests of each is at the new version and every proxy has
    acknowledged it; from the end of the soak until all requests are; and back to where they were."""
    api = stack.api()
    stack.forget_peak("worker")
    deployment = start(api, policies, CANARY)
    finish(api, deployment)
    moments = changes(api, deployment)
    check(town, policies, "v2")
    figures.add("rollout_1000_first_s", moments["soaking"] - moments["Pending"], "s", baseline=SPECIFICATION)
    figures.add("rollout_1000_promote_s", moments["Completed"] - moments["promoting"], "s", baseline=SPECIFICATION)
    back = api.ask("POST", f"deployments/{deployment}/rollback", {"reason": "benchmark"})[0]["id"]
    finish(api, back)
    moments = changes(api, back)
    check(town, policies, "v1")
    figures.add("rollout_1000_back_s", moments["Completed"] - moments["Pending"], "s", baseline=SPECIFICATION)
    figures.add("rollout_1000_worker_rss", stack.memory("worker", "VmHWM"), "MB")


def check(town, policies, version):
    """What is measured has really happened."""
    wrong = {number: town.version(number) for number in range(0, len(policies), 37)}
    wrong = {number: found for number, found in wrong.items() if found != version}
    assert not wrong, f"not at {version}: {wrong}"


def soaking(figures, stack, town, policies):
    """A thousand canaries at once, of one policy each, watched by one worker."""
    stack.forget_peak("worker")
    deployments = start_each(stack, policies, range(FEW))
    until(lambda: watched(stack) == FEW, "the canaries do not soak", 120)
    watch(stack, 1)  # the first tick of each reads the time before the rollout, too
    queries_of_few, _ = watch(stack, 3)
    deployments |= start_each(stack, policies, range(FEW, len(policies)))
    until(lambda: watched(stack) == len(policies), "the canaries do not soak", 300)
    watch(stack, 2)
    began, before = time.time(), {role: cpu(stack, role) for role in ("worker", "scheduler")}
    queries, lags = watch(stack, 10 if figures.wants(*SOAKING) else 1)
    spent = time.time() - began
    figures.add("tick_lag_p50", percentile(lags, 0.5), "s", baseline=1)
    figures.add("tick_lag_p99", percentile(lags, 0.99), "s", baseline=1)
    figures.add("tick_queries_1000", queries, "", baseline=queries_of_few)
    figures.add("soak_worker_rss", stack.memory("worker", "VmHWM"), "MB", baseline=150)
    for role in before:
        figures.add(f"soak_{role}_cpu", 100 * (cpu(stack, role) - before[role]) / spent, "%")
    if figures.wants(*BREACHES):
        breaches(figures, stack, town, deployments)


def breaches(figures, stack, town, deployments):
    """The new version of 200 services goes bad at the same moment; the other canaries soak on."""
    api, sick = stack.api(), range(FEW, FEW + int(len(deployments) * SICK))
    began = time.time()
    town.break_new_version(sick)
    for number in sick:
        api.wait_for_end(deployments[number], "RolledBack", pause=0.5)
    reports = [api.ask("GET", f"deployments/{deployments[number]}/report")[0] for number in sick]
    add(figures, "breach_restored", [each["secondsToRestore"] for each in reports], "s", 10)
    add(figures, "bad_to_restored", [moment(each["restoredAt"]) - began for each in reports], "s", FLAGGER)


def blue_green(figures, stack, town, policies, first):
    """From the request to switch until the object has changed, as a watch of the cluster sees it; and back."""
    api, switch, back = stack.api(), [], []
    watches = {namespace(number): town.watch(number) for number in range(first, first + PAIRS)}
    failed = sum(town.failed_requests(number) for number in range(first, first + PAIRS))
    for number, policy in enumerate(policies[first:], first):
        deployment = start(api, [policy], GREEN)
        api.wait_for_end(deployment, "Paused", pause=0.02)
        seen = watches[namespace(number)]
        for command, times in (("switch", switch), ("rollback-to-blue", back)):
            seen.forget(name(number))
            began = time.perf_counter()
            api.ask("POST", f"deployments/{deployment}/{command}", {"reason": "benchmark"})
            times.append((seen.wait(name(number)) - began) * 1000)
            if command == "switch":
                wait_for(lambda: status(api, deployment)["step"]["name"] == "soak", "green is not watched")
        api.wait_for_end(deployment, "RolledBack")
    add(figures, "bluegreen_switch", switch, "ms", 1000)
    add(figures, "bluegreen_back", back, "ms", 1000)
    failed = sum(town.failed_requests(number) for number in range(first, first + PAIRS)) - failed
    figures.add("bluegreen_failed_requests", failed, "")


def add(figures, title, values, unit, baseline):
    for share in (50, 99):
        figures.add(f"{title}_p{share}", percentile(values, share / 100), unit, baseline=baseline)


def start(api, policies, strategy):
    body = {"policies": [{"id": policy} for policy in policies], "environment": "Development", "strategy": strategy}
    return api.ask("POST", "deployments", body)[0]["id"]


def start_each(stack, policies, numbers):
    """A canary of each policy, over several connections; the deployments by the numbers of their services."""
    def some(share):
        api = stack.api()
        return {number: start(api, [policies[number]], LONG) for number in numbers[share::CONNECTIONS]}

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return {number: each for found in pool.map(some, range(CONNECTIONS)) for number, each in found.items()}


def add_policies(stack, count):
    """The ids of the policies of all services, in order; everything goes to v1."""
    def some(share):
        api = stack.api()
        return {number: api.add_policy(route(number, "v1"))[0] for number in range(share, count, CONNECTIONS)}

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        found = {number: policy for found in pool.map(some, range(CONNECTIONS)) for number, policy in found.items()}
    return [found[number] for number in range(count)]


def renew(stack, policies):
    """A new version of each policy: everything goes to v2."""
    def some(share):
        api = stack.api()
        for number in range(share, len(policies), CONNECTIONS):
            api.ask("PUT", f"policies/{policies[number]}", route(number, "v2"))

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(some, range(CONNECTIONS)))


def finish(api, deployment):
    api.wait_for_end(deployment, pause=0.25)  # reading a large bundle is work for the API, too


def status(api, deployment):
    return api.ask("GET", f"deployments/{deployment}/status")[0]


def changes(api, deployment):
    """When what began: by the word of the status, or the first of its reason (`soaking`, `promoting`)."""
    moments = {}
    for change in api.events(deployment):
        if "status" not in change:
            continue  # what a validation could not check
        moments.setdefault((change.get("reason") or change["status"]).split()[0], moment(change["at"]))
    return moments


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def cpu(stack, role):
    """Seconds of processor time that the role has used."""
    with open(f"/proc/{stack.processes[role].pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def watched(stack):
    """How many deployments soak; those that have ended are remembered for a while."""
    return load.sql(f"""SELECT count(*) FROM {stack.name}.watches AS watch
        JOIN {stack.name}.deployments AS deployment ON deployment.id = watch.deployment_id
            AND deployment.epoch = watch.epoch WHERE deployment.status = 'InProgress'""")[0][0]


def watch(stack, count):
    """Waits for so many ticks: how many queries Prometheus was asked for each, and how many seconds after its moment each was
    recorded, with everything that came of it."""
    def ticks():
        return load.sql(f"""SELECT (payload->>'slot')::bigint AS slot,
                extract(epoch FROM finished_at)::float8 - (payload->>'slot')::bigint * {TICK} AS lag
            FROM {stack.name}.jobs WHERE stage = 'soak-monitor' AND finished_at IS NOT NULL ORDER BY slot""")

    known = {slot for slot, _ in ticks()}
    until(lambda: len(ticks()) > len(known), "no tick comes", 60)
    first, asked = max(slot for slot, _ in ticks()), queries()
    until(lambda: max(slot for slot, _ in ticks()) >= first + count, "too few ticks come", (count + 5) * TICK)
    found = [lag for slot, lag in ticks() if slot > first]
    return (queries() - asked) / len(found), found


def until(condition, complaint, limit):
    """Asks less often than `wait_for`: what is asked costs the servers that are measured."""
    deadline = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.5)


def queries():
    """How many instant queries Prometheus has answered."""
    with urllib.request.urlopen(os.environ["HOTSWAP_TEST_PROMETHEUS"] + "/metrics") as answer:
        lines = answer.read().decode().splitlines()
    return sum(
        float(line.rpartition(" ")[2]) for line in lines
        if line.startswith('prometheus_http_requests_total{') and 'handler="/api/v1/query"' in line)


def series():
    """How many series of requests Prometheus has."""
    query = urllib.request.quote("count(istio_requests_total)")
    with urllib.request.urlopen(f"{os.environ['HOTSWAP_TEST_PROMETHEUS']}/api/v1/query?query={query}") as answer:
        found = json.load(answer)["data"]["result"]
    return int(found[0]["value"][1]) if found else 0
