"""A sandbox cluster with a thousand services and simulated traffic, which the real Prometheus of the profile scrapes."""
import http.client
import json
import os
import re
import ssl
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from cluster import GROUP, Watch, collection
from stack import PROGRAM, read_json, wait_for

PER_NAMESPACE = 100
CONNECTIONS = 4


class Town:
    """Services s-0, s-1, ... in namespaces of a hundred, each with two versions of one pod. Every service is called by the
    pods of its neighbour, ten times a second by each."""

    def __init__(self, count, targets):
        self.folder = tempfile.mkdtemp(prefix="hotswap-bench-town-")
        self.count = count
        info = os.path.join(self.folder, "info.json")
        environment = {key: value for key, value in os.environ.items() if not key.startswith("HOTSWAP_")}
        scenario = os.path.join(self.folder, "scenario.json")
        with open(scenario, "w") as file:
            json.dump(self.scenario(), file)
        self.process = subprocess.Popen(
            [PROGRAM, "sandbox", "--mesh", "istio", "--listen", "127.0.0.1:0", "--info-file", info, "--scenario", scenario,
             "--log-level", "warning"], env=environment)
        wait_for(lambda: read_json(info), "the sandbox does not come up")
        settings = read_json(info)
        self.server, self.token, self.metrics = settings["server"], settings["token"], settings["metrics"]
        self.authority = os.path.join(self.folder, "ca.pem")
        with open(self.authority, "w") as file:
            file.write(settings["certificateAuthority"])
        self.address = urllib.parse.urlsplit(self.server)
        self.tls = ssl.create_default_context(cafile=self.authority)
        self.connection = self.connect()
        self.settle()
        self.target = os.path.join(targets, f"bench-{os.getpid()}.json")
        with open(self.target + ".new", "w") as file:
            json.dump([{"targets": [urllib.parse.urlsplit(self.metrics).netloc]}], file)
        os.chmod(self.target + ".new", 0o644)
        os.rename(self.target + ".new", self.target)

    @staticmethod
    def scenario(effects=()):
        """Few buckets: what is measured is not how large a histogram is."""
        return {"latencyBuckets": [25, 50, 100, 250], "effects": list(effects)}

    def break_new_version(self, numbers):
        """From now on half of the answers of the new version of these services are errors."""
        self.ask("PUT", "/sandbox/scenario", self.scenario([{
            "when": {"kind": "VirtualService", "path": "spec.http[0].route[0].destination.subset", "equals": "v2"},
            "services": [f"{namespace(number)}/{name(number)}" for number in numbers], "errorRate": 0.5,
        }]), self.connect())  # the one from before has lain idle for too long

    def connect(self):
        return http.client.HTTPSConnection(self.address.hostname, self.address.port, context=self.tls, timeout=60)

    def ask(self, method, path, body=None, connection=None):
        connection = connection or self.connection
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        connection.request(method, path, json.dumps(body).encode() if body is not None else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status < 300, f"{method} {path}: {answer.status} {text[:300]}"
        return json.loads(text)

    def settle(self):
        """Creates the services with their pods and subsets."""
        for start in range(0, self.count, PER_NAMESPACE):
            self.ask("POST", "/api/v1/namespaces", document("v1", "Namespace", "", namespace(start)))

        def some(share):
            connection = self.connect()
            for number in range(share, self.count, CONNECTIONS):
                for path, body in citizens(number):
                    self.ask("POST", path, body, connection)

        with ThreadPoolExecutor(CONNECTIONS) as pool:
            list(pool.map(some, range(CONNECTIONS)))

    def watch(self, number):
        return Watch(self, namespace(number))

    def version(self, number):
        """Where the service's requests go, by what the cluster has now: v1, v2, or both while they are split."""
        path = f"/apis/{GROUP}/v1beta1/namespaces/{namespace(number)}/virtualservices/{name(number)}"
        routes = self.ask("GET", path, connection=self.connect())["spec"]["http"]
        return "+".join(sorted({each["destination"]["subset"] for rule in routes for each in rule["route"]}))

    def failed_requests(self, number):
        """Answers of the service that were errors, as its proxies have counted them until now."""
        pattern = re.compile(
            r'^istio_requests_total\{[^}]*destination_service="%s\.%s\.[^}]*\} (\S+)' % (name(number), namespace(number)))
        with urllib.request.urlopen(self.metrics) as answer:
            lines = answer.read().decode().splitlines()
        found = [(line, pattern.match(line)) for line in lines]
        return sum(float(match[1]) for line, match in found if match and 'response_code="200"' not in line)

    def stop(self):
        os.unlink(self.target)
        self.process.terminate()
        self.process.wait(20)


def namespace(number):
    return f"shop-{number // PER_NAMESPACE}"


def name(number):
    return f"s-{number}"


def document(version, kind, place, title, **parts):
    metadata = {"name": title, "labels": parts.pop("labels", {})}
    if place:
        metadata["namespace"] = place
    return {"apiVersion": version, "kind": kind, "metadata": metadata, **parts}


def citizens(number):
    """The service, a pod of each of its versions, and the subsets."""
    place, app = namespace(number), name(number)
    yield f"/api/v1/namespaces/{place}/services", document("v1", "Service", place, app, spec={
        "selector": {"app": app}, "ports": [{"name": "http", "port": 8080, "targetPort": 8080}]})
    for version in ("v1", "v2"):
        yield f"/api/v1/namespaces/{place}/pods", document(
            "v1", "Pod", place, f"{app}-{version}-0", labels={"app": app, "version": version},
            spec={"serviceAccountName": app, "containers": [
                {"name": app, "ports": [{"containerPort": 8080}]}, {"name": "istio-proxy"}]},
            status={"phase": "Running", "podIP": f"10.{number // 250}.{number % 250}.{version[1]}",
                    "conditions": [{"type": "Ready", "status": "True"}]})
    yield f"/apis/{GROUP}/v1beta1/namespaces/{place}/destinationrules", document(
        f"{GROUP}/v1beta1", "DestinationRule", place, app, spec={
            "host": app, "subsets": [{"name": version, "labels": {"version": version}} for version in ("v1", "v2")]})


def route(number, version):
    """The policy: all requests of the service go to one version."""
    return document(f"{GROUP}/v1beta1", "VirtualService", namespace(number), name(number), spec={
        "hosts": [name(number)], "http": [{"route": [{"destination": {"host": name(number), "subset": version}}]}]})
