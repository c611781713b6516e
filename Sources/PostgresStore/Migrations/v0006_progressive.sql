-- Rollouts step by step: two more stages, ticks of the watch, cohorts, queued deployments, deadlines.
ALTER TABLE jobs DROP CONSTRAINT jobs_stage_check;
ALTER TABLE jobs ADD CONSTRAINT jobs_stage_check
    CHECK (stage IN ('validate', 'apply', 'soak-monitor', 'promote', 'rollback', 'notify'));
-- A tick belongs to a cluster, not to a deployment; its key is the slot of the clock, so that it is there once.
ALTER TABLE jobs ALTER COLUMN deployment_id DROP NOT NULL;
ALTER TABLE jobs ADD CONSTRAINT jobs_tick CHECK ((deployment_id IS NULL) = (stage = 'soak-monitor'));
CREATE INDEX jobs_finished_ticks ON jobs (finished_at) WHERE deployment_id IS NULL;

-- Waits for the locks of others; no lock is held and no job exists.
ALTER TABLE deployments ADD COLUMN is_queued boolean NOT NULL DEFAULT false;
-- When the step that is under way must have ended; NULL where a person or the traffic decides how long it lasts.
ALTER TABLE deployments ADD COLUMN deadline timestamptz;
CREATE INDEX deployments_queued ON deployments (id) WHERE is_queued;
CREATE INDEX deployments_deadline ON deployments (deadline) WHERE deadline IS NOT NULL;

-- The open watches. The row goes when the step is left.
CREATE TABLE watches (
    deployment_id uuid NOT NULL REFERENCES deployments,
    cluster_id uuid NOT NULL,
    epoch bigint NOT NULL,
    step integer NOT NULL,
    started_at timestamptz NOT NULL,
    -- The evaluator's memory after the slot that was stored last.
    state json,
    last_slot bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (deployment_id, cluster_id)
) WITH (autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX watches_cluster ON watches (cluster_id);

-- What every tick measured and judged.
CREATE TABLE watch_evaluations (
    deployment_id uuid NOT NULL,
    cluster_id uuid NOT NULL,
    at timestamptz NOT NULL,
    step integer NOT NULL,
    evaluation json NOT NULL,
    PRIMARY KEY (deployment_id, cluster_id, at)
);
-- For the sweeper, which deletes the oldest.
CREATE INDEX watch_evaluations_at ON watch_evaluations (at);

-- Which pods carry a deployment's label, and what is compared. Documents of the core; nothing here looks into them.
CREATE TABLE cohorts (
    deployment_id uuid NOT NULL REFERENCES deployments,
    cluster_id uuid NOT NULL,
    epoch bigint NOT NULL,
    scopes json NOT NULL,
    share json,
    measurements json NOT NULL,
    members json NOT NULL,
    written json,
    first_write_at timestamptz NOT NULL,
    retired_at timestamptz,
    PRIMARY KEY (deployment_id, cluster_id)
) WITH (autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX cohorts_cluster ON cohorts (cluster_id, retired_at);

ALTER TABLE deployment_objects DROP CONSTRAINT deployment_objects_state_check;
ALTER TABLE deployment_objects ADD CONSTRAINT deployment_objects_state_check
    CHECK (state IN ('old', 'new', 'mixed', 'unknown'));

-- Objects beside the policies' own that a rollout writes: copies that it makes, and others' objects that it touches.
-- "before" is NULL where the object did not exist.
CREATE TABLE rollout_objects (
    deployment_id uuid NOT NULL REFERENCES deployments,
    cluster_id uuid NOT NULL,
    api_group text NOT NULL,
    version text NOT NULL,
    kind text NOT NULL,
    plural text NOT NULL,
    namespace text NOT NULL,
    name text NOT NULL,
    before json,
    captured_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (deployment_id, cluster_id, api_group, kind, namespace, name)
);

-- Who does a thing that only one may do at a time: the cohort keeper of a cluster.
CREATE TABLE leases (
    name text PRIMARY KEY,
    holder text NOT NULL,
    until timestamptz NOT NULL
);

-- When deployments may go on: windows and freezes.
ALTER TABLE environments ADD COLUMN calendar json NOT NULL DEFAULT '{}';
