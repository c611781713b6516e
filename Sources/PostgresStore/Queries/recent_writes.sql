-- The kinds of what deployments have written to the cluster $1 since $2. Under way they change with each step, and what
-- a step is writing meanwhile is known as pending. The mark of a kind is another one as soon as any of its deployments
-- has come or gone on, in whatever order they are committed.
SELECT policies.api_group, policies.kind,
    md5(string_agg(late.id::text || ' ' || late.at::text, ',' ORDER BY late.id, late.at)) AS mark
FROM (
    SELECT id, updated_at AS at FROM deployments
    WHERE status IN ('InProgress', 'Paused', 'RollingBack') AND updated_at >= $2
    UNION ALL
    SELECT id, finished_at AS at FROM deployments WHERE finished_at >= $2) AS late
JOIN deployment_objects AS object ON object.deployment_id = late.id AND object.cluster_id = $1
JOIN policies ON policies.id = object.policy_id
GROUP BY policies.api_group, policies.kind
