-- The kinds of what deployments have written to the cluster $1 since $2. Under way they change with each step, and what
-- a step is writing meanwhile is known as pending.
SELECT DISTINCT policies.api_group, policies.kind
FROM (
    SELECT id FROM deployments WHERE status IN ('InProgress', 'Paused', 'RollingBack') AND updated_at >= $2
    UNION ALL
    SELECT id FROM deployments WHERE finished_at >= $2) AS late
JOIN deployment_objects AS object ON object.deployment_id = late.id AND object.cluster_id = $1
JOIN policies ON policies.id = object.policy_id
