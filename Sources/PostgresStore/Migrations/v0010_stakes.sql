-- What deployments have to do with beside their own objects: hosts, pods, objects that they copy. Rows of one subject that
-- contend are never held by two deployments; a lock of the whole table's own is taken while that is looked at.
CREATE TABLE stakes (
    deployment_id uuid NOT NULL,
    cluster_id uuid NOT NULL,
    subject text NOT NULL,
    mode text NOT NULL CHECK (mode IN ('alone', 'reads', 'writes', 'meets')),
    -- Of a part within the whole: by which property parts are told apart.
    part text NOT NULL,
    -- Which object of the deployment it is for, in words.
    object text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'held', 'over')),
    PRIMARY KEY (deployment_id, cluster_id, subject)
) WITH (autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX stakes_subject ON stakes (cluster_id, subject) WHERE state <> 'over';
