-- The work: the outbox of messages, and the claims of workers.
CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    stage text NOT NULL CHECK (stage IN ('validate', 'apply', 'rollback', 'notify')),
    deployment_id uuid NOT NULL REFERENCES deployments,
    epoch bigint NOT NULL,
    step integer NOT NULL,
    cluster_id uuid,
    -- Tells the notify jobs of a deployment apart: the payload's own key, else empty.
    key text NOT NULL,
    payload json NOT NULL,
    state text NOT NULL DEFAULT 'available'
        CHECK (state IN ('available', 'claimed', 'done', 'dead', 'cancelled')),
    attempt integer NOT NULL CHECK (attempt >= 0),
    max_attempts integer NOT NULL CHECK (max_attempts >= 1),
    run_at timestamptz NOT NULL,
    -- When the sweeper may publish the job's message (again): a claim puts it off to the end of its lease.
    publish_after timestamptz NOT NULL,
    -- How often a message was due since the job became available; 0 for a delayed job that nobody has published yet.
    publish_attempts integer NOT NULL CHECK (publish_attempts >= 0),
    published_at timestamptz,
    -- Claim and lease are kept when a claimed job is cancelled: until its end, or until the worker gives the claim up,
    -- the worker may still be writing.
    claim_id uuid,
    claimed_by text,
    lease_until timestamptz,
    note text,
    traceparent text,
    created_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    CONSTRAINT jobs_once UNIQUE NULLS NOT DISTINCT (deployment_id, epoch, stage, step, cluster_id, key),
    CONSTRAINT jobs_claimed CHECK (state <> 'claimed' OR claim_id IS NOT NULL AND claimed_by IS NOT NULL),
    CONSTRAINT jobs_lease CHECK ((lease_until IS NOT NULL) = (claim_id IS NOT NULL)),
    CONSTRAINT jobs_unclaimed_lease CHECK (lease_until IS NULL OR state IN ('claimed', 'cancelled')),
    CONSTRAINT jobs_unclaimed CHECK (state <> 'available' OR claimed_by IS NULL),
    CONSTRAINT jobs_finished CHECK ((finished_at IS NOT NULL) = (state IN ('done', 'dead', 'cancelled')))
) WITH (autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX jobs_due ON jobs (publish_after) WHERE state IN ('available', 'claimed');
CREATE UNIQUE INDEX jobs_claim ON jobs (claim_id) WHERE claim_id IS NOT NULL;
CREATE INDEX jobs_dead ON jobs (id) WHERE state = 'dead';
