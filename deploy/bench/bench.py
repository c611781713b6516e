"""All benchmarks, see docs/bench.md. Started by deploy/bench/run, which sets the servers up."""
import argparse
import os
import time

import load
import progressive
import rollouts
import validation
from cluster import Cluster
from figures import Figures
from stack import Stack

AIM = 60  # MB of resident memory, for each role
LOAD = ("api_post_deployments_rps", "api_post_deployments_p50", "api_post_deployments_p99", "api_get_deployment_rps",
        "api_get_deployment_p50", "api_get_deployment_p99", "rss_api_idle", "rss_api_load")
ONE = ("deploy_live_p50", "deploy_live_p99",
       *(f"api_post_{what}_p{share}" for what in ("policies", "rollback", "deployments_one") for share in (50, 95, 99)))
BUNDLES = tuple(f"bundle_{size}_{what}" for size in rollouts.SIZES for what in ("s", "spec_s"))
FLEET = ("rss_worker_idle", "rss_worker_load", "rss_scheduler_idle")


def real_cluster(figures, rounds):
    """What needs a kube-apiserver: api, worker and scheduler run."""
    cluster = Cluster(os.environ["HOTSWAP_TEST_KUBE"])
    cluster.define_virtual_services()
    stack = Stack("api", "worker", "scheduler")
    try:
        stack.api().add_cluster("bench", cluster.server, cluster.authority, cluster.token)
        time.sleep(2)  # idle is not starting
        for role in ("worker", "scheduler"):
            figures.add(f"rss_{role}_idle", stack.memory(role), "MB", baseline=AIM)
        rollouts.one_object(figures, stack, cluster, cluster.make_namespace("live"))
        rollouts.bundles(figures, stack, cluster, rounds)
        figures.add("rss_worker_load", stack.memory("worker", "VmHWM"), "MB", baseline=AIM)
    finally:
        stack.stop()


def api_alone(figures, rounds):
    stack = Stack("api")
    try:
        time.sleep(2)
        figures.add("rss_api_idle", stack.memory("api"), "MB", baseline=AIM)
        load.under_load(figures, stack, rounds)
        figures.add("rss_api_load", stack.memory("api", "VmHWM"), "MB", baseline=AIM)
    finally:
        stack.stop()


def step_by_step(figures, services):
    """Rollouts in a sandbox with traffic: api, worker and scheduler run, and the real Prometheus."""
    stack = Stack("api", "worker", "scheduler")
    try:
        progressive.measure(figures, stack, services)
    finally:
        stack.stop()


def main():
    reader = argparse.ArgumentParser()
    reader.add_argument("--only", default="*")
    reader.add_argument("--rounds", type=int, default=3)
    reader.add_argument("--services", type=int, default=progressive.SERVICES)
    reader.add_argument("--out", required=True)
    arguments = reader.parse_args()
    figures = Figures(arguments.only)
    if not figures.wants(*LOAD, *ONE, *BUNDLES, *FLEET, *progressive.NAMES, *validation.NAMES):
        known = LOAD + ONE + BUNDLES + FLEET + progressive.NAMES + validation.NAMES
        reader.error(f"there is no {arguments.only}; there are {', '.join(sorted(known))}")
    if figures.wants(*ONE, *BUNDLES, *FLEET):
        real_cluster(figures, arguments.rounds)
    if figures.wants(*LOAD):
        api_alone(figures, arguments.rounds)
    if figures.wants(*progressive.NAMES):
        step_by_step(figures, arguments.services)
    if figures.wants(*validation.NAMES):
        validation.measure(figures, os.path.join(os.path.dirname(__file__), "../.."), arguments.rounds)
    figures.write(arguments.out)
    print(f"{len(figures.rows)} figures in {arguments.out}")


main()
