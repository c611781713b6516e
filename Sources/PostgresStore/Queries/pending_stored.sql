-- The newest versions of the policies of mesh $2 that are meant for the cluster $1, of environment $3, and are not in
-- force there: the policy is in force there or elsewhere in the environment, or nowhere at all. A version that was on
-- the cluster and is not any more was taken back; one whose deployment failed nobody brings as it is.
SELECT policies.id, policies.api_group, policies.kind, policies.namespace, policies.name,
    policies.latest_version AS version
FROM policies
LEFT JOIN live_versions AS here ON here.policy_id = policies.id AND here.cluster_id = $1
WHERE policies.mesh = $2 AND policies.deleted_at IS NULL
    AND here.version IS DISTINCT FROM policies.latest_version
    AND (here.version IS NOT NULL
        OR NOT EXISTS (SELECT FROM live_versions WHERE live_versions.policy_id = policies.id)
        OR EXISTS (
            SELECT FROM live_versions JOIN clusters ON clusters.id = live_versions.cluster_id
            WHERE live_versions.policy_id = policies.id AND clusters.environment_id = $3))
    AND NOT EXISTS (
        SELECT FROM policy_versions AS newest
        WHERE newest.policy_id = policies.id AND newest.number = policies.latest_version
            AND 'deprecated' = ANY (newest.tags))
    AND NOT EXISTS (
        SELECT FROM deployment_policies AS past
        JOIN deployments ON deployments.id = past.deployment_id
        JOIN deployment_objects AS object ON object.deployment_id = past.deployment_id
            AND object.cluster_id = $1 AND object.policy_id = policies.id
        WHERE past.policy_id = policies.id AND object.version = policies.latest_version
            AND deployments.status IN ('Completed', 'Failed', 'RollingBack', 'RolledBack', 'Aborted'))
ORDER BY policies.id DESC LIMIT $4
