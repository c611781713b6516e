-- Policies and their immutable versions.
CREATE TABLE policies (
    id uuid PRIMARY KEY,
    mesh text NOT NULL CHECK (mesh IN ('istio', 'linkerd')),
    api_group text NOT NULL,
    kind text NOT NULL,
    namespace text NOT NULL,
    name text NOT NULL,
    owner text NOT NULL,
    labels jsonb NOT NULL CHECK (jsonb_typeof(labels) = 'object'),
    latest_version integer NOT NULL CHECK (latest_version >= 1),
    revision bigint NOT NULL CHECK (revision >= 1),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- A deleted policy is hidden for good and frees its key; deployments of the past still name it.
    deleted_at timestamptz
);
CREATE UNIQUE INDEX policies_key ON policies (mesh, api_group, kind, namespace, name) WHERE deleted_at IS NULL;
CREATE INDEX policies_labels ON policies USING gin (labels jsonb_path_ops);

CREATE TABLE policy_versions (
    policy_id uuid NOT NULL REFERENCES policies,
    number integer NOT NULL CHECK (number >= 1),
    -- NULL: the version says that the object is not to be there. json and not jsonb, since jsonb rewrites numbers
    -- (1e300 becomes an integer of 301 digits) and the hash is taken of the text.
    content json,
    content_hash text NOT NULL,
    source text,
    semantic_version text,
    tags text[] NOT NULL CHECK (tags <@ ARRAY['stable', 'beta', 'deprecated']),
    author text NOT NULL,
    message text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (policy_id, number)
);

-- What is in force where, as far as HotSwap wrote it. No row: what was there before HotSwap, or nothing.
-- A version without content (the object is not to be there) is in force like any other.
CREATE TABLE live_versions (
    policy_id uuid NOT NULL,
    cluster_id uuid NOT NULL,
    version integer NOT NULL,
    deployment_id uuid NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (policy_id, cluster_id)
);
