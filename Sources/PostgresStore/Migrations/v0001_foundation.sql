-- What every other table leans on: where deployments go, who did what, and which requests were answered before.
-- The migrator makes schema_migrations itself: it cannot record a step before there is a place to record it in.
COMMENT ON TABLE schema_migrations IS 'Which steps of the schema have been applied. Written by hotswap migrate only.';

-- Rows that history names are hidden by deleted_at and never removed: old deployments keep the names of their places.
CREATE TABLE environments (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    is_production boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);
CREATE UNIQUE INDEX environments_name ON environments (name) WHERE deleted_at IS NULL;

INSERT INTO environments (id, name, is_production) VALUES
    ('01900000-0000-7000-8000-000000000001', 'Development', false),
    ('01900000-0000-7000-8000-000000000002', 'Staging', false),
    ('01900000-0000-7000-8000-000000000003', 'Production', true);

CREATE TABLE clusters (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    environment_id uuid NOT NULL REFERENCES environments,
    mesh text NOT NULL CHECK (mesh IN ('istio', 'linkerd')),
    mesh_version text NOT NULL,
    server text NOT NULL,
    -- PEM; NULL means the certificate authorities of the system.
    certificate_authority text,
    -- Encrypted with the master key, which the database never sees.
    sealed_credentials bytea NOT NULL,
    prometheus text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);
CREATE UNIQUE INDEX clusters_name ON clusters (name) WHERE deleted_at IS NULL;
CREATE INDEX clusters_environment ON clusters (environment_id);

-- The answer to a write, kept in the write's own transaction. A key is free again after 24 hours: the next writer who
-- uses it takes the row over, and old rows are swept a few at a time.
CREATE TABLE idempotency_keys (
    subject text NOT NULL,
    key text NOT NULL,
    request_hash text NOT NULL,
    status integer NOT NULL,
    location text,
    body json NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject, key)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);

CREATE TABLE audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    actor text NOT NULL,
    address text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    details json NOT NULL
);
