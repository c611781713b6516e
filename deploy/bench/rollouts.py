"""What a deployment takes until it has come through to a real cluster: one object, and bundles of many."""
import json
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from cluster import Watch, collection, virtual_service
from stack import ROOT

SIZES = {10: 5, 100: 15, 1000: 30}  # objects, and the seconds that the specification gives
CONNECTIONS = 32
SINGLE = 100
SPECIFICATION = {"policies": (100, 300, 500), "rollback": (100, 200, 500), "deployments": (200, 500, 1000)}
SHARES = (50, 95, 99)


def one_object(figures, stack, cluster, namespace):
    """One after the other: each deployment has ended before the next one begins."""
    api = stack.api()
    policies, creation = [], []
    for number in range(SINGLE + 5):
        policy, took = api.add_policy(virtual_service(namespace, f"live-{number}"))
        policies.append(policy)
        creation.append(took * 1000)
    watch, live, requests, deployments = Watch(cluster, namespace), [], [], []
    for number, policy in enumerate(policies):
        began = time.perf_counter()
        deployment, took = api.deploy([policy])
        live.append((watch.wait(f"live-{number}") - began) * 1000)
        requests.append(took * 1000)
        deployments.append(deployment)
        api.wait_for_end(deployment)
    figures.add_percentiles("deploy_live", live[5:], (50, 99), (50, None))
    figures.add_percentiles("api_post_policies", creation[5:], SHARES, SPECIFICATION["policies"])
    figures.add_percentiles("api_post_deployments_one", requests[5:], SHARES, SPECIFICATION["deployments"])
    if figures.wants(*(f"api_post_rollback_p{share}" for share in SHARES)):
        rollbacks(figures, api, deployments)


def rollbacks(figures, api, deployments):
    """A rollback of a deployment that has ended is a deployment of its own; the request is what is measured."""
    took = []
    for deployment in deployments:
        answer, seconds = api.ask("POST", f"deployments/{deployment}/rollback", {"reason": "benchmark"})
        took.append(seconds * 1000)
        api.wait_for_end(answer["id"])
    figures.add_percentiles("api_post_rollback", took[5:], SHARES, SPECIFICATION["rollback"])


def bundles(figures, stack, cluster, rounds):
    for size, limit in SIZES.items():
        names = (f"bundle_{size}_s", f"bundle_{size}_spec_s")
        if not figures.wants(*names):
            continue
        found, places = [], []

        def place(whose):
            places.append(cluster.make_namespace(f"{whose}-{size}-{number}"))
            return places[-1]

        for number in range(rounds if size >= 1000 else rounds + 2):
            ours = lambda: bundle(stack, place("ours"), size)
            theirs = lambda: plain(cluster, place("plain"), size)
            if number % 2:  # who goes first takes turns
                baseline, value = theirs(), ours()
            else:
                value, baseline = ours(), theirs()
            found.append((value, baseline))
        for namespace in places:  # what comes after is measured beside its own objects only
            cluster.clear(namespace)
        figures.add_rounds(names[0], found, "s")
        figures.add(names[1], sorted(value for value, _ in found)[len(found) // 2], "s", baseline=limit)


def bundle(stack, namespace, size):
    """Seconds from the request until the deployment is Completed: validated, written and read back."""
    numbers = range(size)
    with ThreadPoolExecutor(4) as pool:
        made = pool.map(lambda share: add_policies(stack, namespace, numbers[share::4]), range(4))
        policies = [policy for share in made for policy in share]
    api = stack.api()
    began = time.perf_counter()
    deployment, _ = api.deploy(policies)
    api.wait_for_end(deployment, pause=max(0.004, size * 5e-5))  # reading a large bundle is work for the API, too
    return time.perf_counter() - began


def add_policies(stack, namespace, numbers):
    api = stack.api()
    return [api.add_policy(virtual_service(namespace, f"bundle-{number}"))[0] for number in numbers]


def plain(cluster, namespace, size):
    """The same objects by a plain parallel client, see PlainClient.swift."""
    path = os.path.join(ROOT, ".build", "bench-documents.jsonl")
    with open(path, "w") as file:
        for number in range(size):
            file.write(json.dumps(virtual_service(namespace, f"bundle-{number}")) + "\n")
    program = os.path.join(ROOT, ".build", "release", "plain-client")
    done = subprocess.run(
        [program, cluster.server, cluster.authority, cluster.token, collection(namespace), path, str(CONNECTIONS)],
        stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)["seconds"]
