"""The real kube-apiserver, over plain HTTP: definitions, namespaces, objects, a watch."""
import http.client
import json
import ssl
import threading
import time
import urllib.parse

GROUP, VERSION, PLURAL = "networking.istio.io", "v1beta1", "virtualservices"


class Cluster:
    def __init__(self, client_file):
        with open(client_file) as file:
            settings = json.load(file)
        self.server, self.token, self.authority = settings["server"], settings["token"], settings["ca"]
        self.address = urllib.parse.urlsplit(self.server)
        self.tls = ssl.create_default_context(cafile=self.authority)
        self.connection = self.connect()

    def connect(self):
        return http.client.HTTPSConnection(self.address.hostname, self.address.port, context=self.tls, timeout=60)

    def ask(self, method, path, body=None):
        """The status and the document of the answer."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        self.connection.request(method, path, json.dumps(body).encode() if body is not None else None, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        is_document = "json" in answer.headers.get("Content-Type", "")  # what is not served yet is refused in plain text
        return answer.status, json.loads(text) if is_document else text.decode()

    def make_namespace(self, name):
        document = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
        status, answer = self.ask("POST", "/api/v1/namespaces", document)
        assert status in (201, 409), answer
        deadline = time.monotonic() + 60
        while True:  # a fresh namespace is not known to every part of the server at once
            status, answer = self.ask("POST", f"{collection(name)}?dryRun=All", virtual_service(name, "probe"))
            if status == 201:
                return name
            assert time.monotonic() < deadline, answer
            time.sleep(0.05)

    def define_virtual_services(self):
        """A definition that takes any `spec`: what is measured is the way there, not the server's schema check."""
        anything = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
        schema = {"openAPIV3Schema": {"type": "object", "properties": {"spec": anything, "status": anything}}}
        names = {"kind": "VirtualService", "listKind": "VirtualServiceList", "plural": PLURAL, "singular": "virtualservice"}
        version = {"name": VERSION, "served": True, "storage": True, "schema": schema}
        document = {
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": {"name": f"{PLURAL}.{GROUP}"},
            "spec": {"group": GROUP, "scope": "Namespaced", "names": names, "versions": [version]},
        }
        status, answer = self.ask("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", document)
        assert status in (201, 409), answer
        deadline = time.monotonic() + 60
        while self.ask("GET", f"/apis/{GROUP}/{VERSION}/{PLURAL}?limit=1")[0] != 200:
            assert time.monotonic() < deadline, "the definition is not served after a minute"
            time.sleep(0.05)

    def clear(self, namespace):
        status, answer = self.ask("DELETE", collection(namespace))
        assert status == 200, answer


def collection(namespace):
    return f"/apis/{GROUP}/{VERSION}/namespaces/{namespace}/{PLURAL}"


def virtual_service(namespace, name, weight=90):
    """A policy of ordinary size: two routes by weight, a match on a header, a timeout and retries."""
    def route(subset, share):
        return {"destination": {"host": f"{name}.{namespace}.svc.cluster.local", "subset": subset}, "weight": share}

    return {
        "apiVersion": f"{GROUP}/{VERSION}", "kind": "VirtualService",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "hosts": [name],
            "http": [
                {"match": [{"headers": {"end-user": {"exact": "jason"}}}], "route": [route("v2", 100)]},
                {
                    "route": [route("v1", weight), route("v2", 100 - weight)], "timeout": "2s",
                    "retries": {"attempts": 3, "perTryTimeout": "500ms", "retryOn": "5xx"},
                },
            ],
        },
    }


class Watch(threading.Thread):
    """When each object of a namespace was first seen, by `time.perf_counter()`."""

    def __init__(self, cluster, namespace):
        super().__init__(daemon=True)
        self.seen, self.changed = {}, threading.Condition()
        connection = cluster.connect()
        connection.request(
            "GET", f"{collection(namespace)}?watch=1", headers={"Authorization": f"Bearer {cluster.token}"})
        connection.timeout = None
        connection.sock.settimeout(None)
        self.lines = connection.getresponse()
        assert self.lines.status == 200
        self.start()

    def run(self):
        for line in iter(self.lines.readline, b""):
            now = time.perf_counter()
            name = json.loads(line)["object"]["metadata"]["name"]
            with self.changed:
                self.seen.setdefault(name, now)
                self.changed.notify_all()

    def forget(self, name):
        """The next change of the object counts as the first."""
        with self.changed:
            self.seen.pop(name, None)

    def wait(self, name, limit=30):
        with self.changed:
            assert self.changed.wait_for(lambda: name in self.seen, limit), f"{name} did not become live"
            return self.seen[name]
