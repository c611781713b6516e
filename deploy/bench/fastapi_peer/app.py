"""The peer of the API benchmarks: the least that a FastAPI service with the same promise does. A POST is answered when a
deployment and the message that it causes are committed, in one statement; a GET reads one row by its key. No
authentication, no policies, no locks, no audit: the comparison leans towards this side."""
import os
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

SCHEMA = """
CREATE TABLE IF NOT EXISTS deployments (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, policy text NOT NULL, environment text NOT NULL,
    status text NOT NULL DEFAULT 'Pending', created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, deployment_id bigint NOT NULL, payload text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now());
"""
INSERT = """
WITH made AS (INSERT INTO deployments (policy, environment) VALUES ($1, $2) RETURNING id)
INSERT INTO outbox (deployment_id, payload) SELECT id, '{"deployment":' || id || '}' FROM made RETURNING deployment_id
"""
SELECT = "SELECT id, policy, environment, status, created_at FROM deployments WHERE id = $1"


class Policy(BaseModel):
    id: str


class Deployment(BaseModel):
    policies: list[Policy]
    environment: str


@asynccontextmanager
async def life(app):
    schema = os.environ["PEER_SCHEMA"]
    app.state.pool = await asyncpg.create_pool(
        os.environ["PEER_DATABASE"], ssl=False, min_size=8, max_size=8, server_settings={"search_path": schema})
    yield
    await app.state.pool.close()


app = FastAPI(lifespan=life)


@app.post("/deployments", status_code=202)
async def create(deployment: Deployment):
    number = await app.state.pool.fetchval(INSERT, deployment.policies[0].id, deployment.environment)
    return {"id": number, "status": "Pending"}


@app.get("/deployments/{number}")
async def read(number: int):
    row = await app.state.pool.fetchrow(SELECT, number)
    if row is None:
        raise HTTPException(404)
    return dict(row)
