"""The API under load: 64 connections by wrk, HotSwap and a FastAPI server by turns."""
import asyncio
import json
import os
import re
import socket
import subprocess
import sys

import asyncpg

from stack import wait_for

HERE = os.path.dirname(os.path.abspath(__file__))
DATABASE = os.environ["HOTSWAP_TEST_POSTGRES"]
WARM_UP, SECONDS, CONNECTIONS = 1, 5, 64
POLICIES = 400_000  # each deployment needs one that no other deployment holds
ID = "01900000-0000-7000-8000-%s"  # and the running number in twelve digits

POLICIES_SQL = """
INSERT INTO {schema}.policies (id, mesh, api_group, kind, namespace, name, owner, labels, latest_version, revision)
SELECT ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'istio', 'networking.istio.io', 'VirtualService',
    'load', 'load-' || n, 'bench', '{{}}', 1, 1 FROM generate_series(0, {last}) AS n;
INSERT INTO {schema}.policy_versions (policy_id, number, content, content_hash, tags, author, message)
SELECT id, 1, json_build_object('apiVersion', 'networking.istio.io/v1beta1', 'kind', 'VirtualService', 'metadata',
    json_build_object('name', name, 'namespace', 'load'), 'spec', json_build_object('hosts', json_build_array(name))),
    '', '{{}}', 'bench', '' FROM {schema}.policies WHERE namespace = 'load';
ANALYZE {schema}.policies; ANALYZE {schema}.policy_versions;
"""


def sql(*statements):
    """Runs statements; the rows of the last one."""
    async def run():
        connection = await asyncpg.connect(DATABASE, ssl=False)
        try:
            for statement in statements[:-1]:
                await connection.execute(statement)
            if statements[-1].startswith("SELECT"):
                return await connection.fetch(statements[-1])
            await connection.execute(statements[-1], timeout=300)
        finally:
            await connection.close()

    return asyncio.run(run())


class Side:
    """One of the two servers. `used` counts the policies that have been deployed, `names` is a file of deployments."""

    def __init__(self, port, path, body, authorization="-"):
        self.port, self.path, self.body, self.authorization = port, path, body, authorization
        self.used = 0

    def post(self, seconds):
        found = self.wrk(seconds, "POST", self.path, self.body, f"{self.used}:{POLICIES}")
        self.used += found["requests"] + CONNECTIONS
        assert self.used < POLICIES, "there are not policies enough for so many requests: raise POLICIES"
        return found

    def get(self, seconds):
        return self.wrk(seconds, "GET", self.path + "/%s", "-", self.names)

    def wrk(self, seconds, method, path, body, names):
        done = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", os.path.join(HERE, "load.lua"),
             f"http://127.0.0.1:{self.port}", "--", method, path, body, names, self.authorization],
            stdout=subprocess.PIPE, text=True, check=True)
        found = json.loads(re.search(r"JSON (.*)", done.stdout)[1])
        assert not found["refused"] and not found["broken"], f"{method} {path}: {found}"
        found["rps"] = found["requests"] / found["seconds"]
        return found


class Peer:
    """The FastAPI server, in a schema of its own."""

    def __init__(self):
        self.schema = f"bench_peer_{os.getpid()}"
        sys.path.insert(0, os.path.join(HERE, "fastapi_peer"))
        from app import SCHEMA
        sql(f"CREATE SCHEMA {self.schema}", f"SET search_path = {self.schema}; {SCHEMA}")
        self.port = free_port()
        self.process = subprocess.Popen(
            [os.path.join(os.path.dirname(sys.executable), "uvicorn"), "app:app", "--port", str(self.port),
             "--workers", "2", "--no-access-log", "--log-level", "warning", "--loop", "uvloop", "--http", "httptools"],
            cwd=os.path.join(HERE, "fastapi_peer"),
            env={**os.environ, "PEER_DATABASE": DATABASE, "PEER_SCHEMA": self.schema})
        wait_for(lambda: answers(self.port), "the FastAPI server does not answer")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def under_load(figures, stack, rounds):
    """POST and GET of deployments. Only the API runs: no worker, no scheduler."""
    api = stack.api()
    api.add_cluster("nowhere", "https://127.0.0.1:1")
    sql(POLICIES_SQL.format(schema=stack.name, last=POLICIES - 1))
    body = '{"policies":[{"id":"%s"}],"environment":"Development"}'
    ours = Side(stack.port, "/api/v1/deployments", body.replace("%s", ID), stack.token)
    peer = Peer()
    try:
        theirs = Side(peer.port, "/deployments", body)
        compare(figures, "api_post_deployments", rounds, ours.post, theirs.post)
        ours.post(1), theirs.post(1)  # something to read, where posting was not asked for
        ours.names, theirs.names = names(stack, stack.name), names(stack, peer.schema)
        compare(figures, "api_get_deployment", rounds, ours.get, theirs.get)
    finally:
        peer.stop()


def compare(figures, name, rounds, ours, theirs):
    if not figures.wants(f"{name}_rps", f"{name}_p50", f"{name}_p99"):
        return
    ours(WARM_UP), theirs(WARM_UP)
    found = [(ours(SECONDS), theirs(SECONDS)) for _ in range(rounds)]
    figures.add_rounds(f"{name}_rps", [(our["rps"], their["rps"]) for our, their in found], "1/s", "higher")
    for part in ("p50", "p99"):
        figures.add_rounds(f"{name}_{part}", [(our[part], their[part]) for our, their in found], "ms")


def names(stack, schema):
    """A file with the ids of 10,000 deployments."""
    path = stack.path(f"{schema}-names")
    with open(path, "w") as file:
        for row in sql(f"SELECT id FROM {schema}.deployments ORDER BY id LIMIT 10000"):
            file.write(f"{row['id']}\n")
    return path


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False
