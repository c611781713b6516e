-- What a deployment's validation found on each cluster: what was not checked, what was suppressed and by whom, and
-- beside what it was judged. A document of the core; nothing here looks into it.
CREATE TABLE deployment_validations (
    deployment_id uuid NOT NULL REFERENCES deployments,
    cluster_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    record json NOT NULL,
    PRIMARY KEY (deployment_id, cluster_id)
);
