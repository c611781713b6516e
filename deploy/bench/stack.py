"""HotSwap's roles as processes of their own, in a schema and under a queue prefix of their own; and a client of its API."""
import base64
import http.client
import json
import os
import shutil
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, ".build", "release", "hotswap")


class Stack:
    def __init__(self, *roles):
        self.name = f"bench_{os.getpid()}_{time.monotonic_ns() % 10**9}"
        self.folder = tempfile.mkdtemp(prefix="hotswap-bench-")
        self.processes = {}
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith("HOTSWAP_")}
        self.environment.update(
            HOTSWAP_DATABASE_URL=os.environ["HOTSWAP_TEST_POSTGRES"], HOTSWAP_DATABASE_SCHEMA=self.name,
            HOTSWAP_RABBITMQ_URL=os.environ["HOTSWAP_TEST_RABBITMQ"], HOTSWAP_QUEUE_PREFIX=self.name,
            HOTSWAP_JWT_KEYS_FILE=self.path("public.pem"), HOTSWAP_MASTER_KEY_FILE=self.path("master-key"),
            HOTSWAP_LISTEN="127.0.0.1:0", HOTSWAP_LOG_LEVEL="warning")
        self.make_keys()
        self.call("migrate")
        for role in roles:
            self.start(role)

    def path(self, name):
        return os.path.join(self.folder, name)

    def call(self, *words):
        done = subprocess.run([PROGRAM, *words], env=self.environment, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.strip()

    def make_keys(self):
        os.umask(0o077)
        key = self.path("private.pem")
        subprocess.run(
            ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key],
            check=True, stderr=subprocess.DEVNULL)
        subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-out", self.path("public.pem")], check=True)
        with open(self.path("master-key"), "w") as file:
            file.write(base64.b64encode(os.urandom(32)).decode() + "\n")
        self.token = self.call("token", "--key", key, "--roles", "Admin", "--subject", "bench", "--lifetime", "3h")

    def start(self, role):
        ports = self.path(f"{role}-ports.json")
        log = open(self.path(f"{role}.log"), "w")
        self.processes[role] = subprocess.Popen(
            [PROGRAM, role], env={**self.environment, "HOTSWAP_PORT_FILE": ports}, stdout=log, stderr=log)
        wait_for(lambda: self.is_ready(role, ports), f"{role} is not ready; {log.name} says why")
        if role == "api":
            self.port = read_json(ports)["api"]

    def is_ready(self, role, ports):
        assert self.processes[role].poll() is None, f"{role} ended: " + open(self.path(f"{role}.log")).read()
        management = (read_json(ports) or {}).get("management")
        if not management:
            return False
        connection = http.client.HTTPConnection("127.0.0.1", management, timeout=5)
        try:
            connection.request("GET", "/ready")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def memory(self, role, what="VmRSS"):
        """Megabytes: resident now, or with `VmHWM` at the most since `forget_peak`, or the start."""
        with open(f"/proc/{self.processes[role].pid}/status") as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith(what))

    def forget_peak(self, role):
        """What is resident now is the most until now, proc(5)."""
        with open(f"/proc/{self.processes[role].pid}/clear_refs", "w") as file:
            file.write("5")

    def stop(self):
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.folder)

    def api(self):
        return API(self.port, self.token)


class API:
    """One kept connection to the API."""

    def __init__(self, port, token):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def ask(self, method, path, body=None):
        """The document of a success, and how many seconds it took."""
        data = json.dumps(body).encode() if body is not None else None
        began = time.perf_counter()
        self.connection.request(method, f"/api/v1/{path}", data, self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        took = time.perf_counter() - began
        assert answer.status < 300, f"{method} {path}: {answer.status} {text.decode()}"
        return json.loads(text or b"null"), took

    def add_cluster(self, name, server, authority=None, token="none", prometheus=None):
        body = {
            "name": name, "environment": "Development", "mesh": "istio", "server": server,
            "credentials": {"type": "token", "token": token},
        }
        if prometheus:
            body["prometheus"] = prometheus
        if authority:
            with open(authority) as file:
                body["certificateAuthority"] = file.read()
        self.ask("POST", "clusters", body)

    def add_policy(self, document):
        """The id of the new policy, and how many seconds it took."""
        answer, took = self.ask("POST", "policies", document)
        return answer["id"], took

    def deploy(self, policies):
        body = {"policies": [{"id": policy} for policy in policies], "environment": "Development", "strategy": {"type": "Direct"}}
        answer, took = self.ask("POST", "deployments", body)
        return answer["id"], took

    def events(self, deployment):
        """The status changes of a deployment that has ended."""
        self.connection.request("GET", f"/api/v1/deployments/{deployment}/events", headers=self.headers)
        text = self.connection.getresponse().read().decode()
        return [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]

    def wait_for_end(self, deployment, wanted="Completed", pause=0.004):
        """Waits for a status, and fails with another end."""
        deadline = time.monotonic() + 120
        while True:
            answer, _ = self.ask("GET", f"deployments/{deployment}")
            if answer["status"] == wanted:
                return
            ended = answer["status"] in ("Completed", "Failed", "RolledBack", "Aborted")
            assert not ended and time.monotonic() < deadline, f"{answer['status']} instead of {wanted}: {answer['reason']}"
            time.sleep(pause)


def read_json(path):
    try:
        with open(path) as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def wait_for(condition, complaint, limit=60):
    deadline = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.02)
