-- Deployments: their state, what they write where, and who may write it.

-- One sequence for all deployments: of two writers the one with the higher epoch is the later decision.
CREATE SEQUENCE deployment_epochs;

-- One row holds all that an answer needs, so that reading many is one index scan. Plan, state and policies are
-- documents of the core with schema versions of their own; nothing here looks into them.
CREATE TABLE deployments (
    id uuid PRIMARY KEY,
    status text NOT NULL CHECK (status IN ('Pending', 'Validating', 'AwaitingApproval', 'InProgress', 'Paused',
        'RollingBack', 'Completed', 'Failed', 'RolledBack', 'Aborted')),
    environment_id uuid NOT NULL,
    strategy text NOT NULL,
    policies json NOT NULL,
    plan json NOT NULL,
    state json NOT NULL,
    -- The fence, as in the state: claims compare it without reading the document.
    epoch bigint NOT NULL,
    on_conflict text NOT NULL CHECK (on_conflict IN ('refuse', 'takeOver')),
    rollback_of uuid,
    requested_by text NOT NULL,
    reason text NOT NULL,
    traceparent text,
    sequence bigint NOT NULL CHECK (sequence >= 0),
    revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    finished_at timestamptz,
    CONSTRAINT deployments_finished CHECK (
        (finished_at IS NOT NULL) = (status IN ('Completed', 'Failed', 'RolledBack', 'Aborted')))
);
CREATE INDEX deployments_status ON deployments (status, id);
CREATE INDEX deployments_environment ON deployments (environment_id, id);
CREATE INDEX deployments_rollback_of ON deployments (rollback_of, id) WHERE rollback_of IS NOT NULL;

-- For lists of the deployments of a policy.
CREATE TABLE deployment_policies (
    policy_id uuid NOT NULL,
    deployment_id uuid NOT NULL REFERENCES deployments,
    version integer,
    PRIMARY KEY (policy_id, deployment_id)
);

CREATE TABLE deployment_objects (
    deployment_id uuid NOT NULL REFERENCES deployments,
    cluster_id uuid NOT NULL,
    policy_id uuid NOT NULL,
    -- In force once the object is written; NULL: what was there before HotSwap.
    version integer,
    -- What was in force when the deployment was accepted.
    version_before integer,
    deployment_before uuid,
    state text NOT NULL DEFAULT 'old' CHECK (state IN ('old', 'new', 'unknown')),
    -- The way back, captured once before the first write; "before" is NULL where the object did not exist.
    captured_at timestamptz,
    before json,
    note text,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (deployment_id, cluster_id, policy_id),
    CONSTRAINT deployment_objects_before CHECK ((version_before IS NULL) = (deployment_before IS NULL)),
    CONSTRAINT deployment_objects_captured CHECK (before IS NULL OR captured_at IS NOT NULL)
);

-- Who may write an object. Taken in the order of the key in the transaction that accepts the deployment.
CREATE TABLE object_locks (
    policy_id uuid NOT NULL,
    cluster_id uuid NOT NULL,
    deployment_id uuid NOT NULL REFERENCES deployments DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (policy_id, cluster_id)
) WITH (autovacuum_vacuum_scale_factor = 0.02);

-- Every announced status change; event streams read on from a sequence.
CREATE TABLE deployment_events (
    deployment_id uuid NOT NULL REFERENCES deployments,
    sequence bigint NOT NULL CHECK (sequence >= 1),
    id uuid NOT NULL,
    status text NOT NULL,
    reason text,
    at timestamptz NOT NULL,
    PRIMARY KEY (deployment_id, sequence)
);
