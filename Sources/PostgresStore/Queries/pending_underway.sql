-- What deployments under way bring to the cluster $1; those that wait in line last. One that goes back brings nothing.
SELECT policies.id, policies.api_group, policies.kind, policies.namespace, policies.name, object.version,
    object.deployment_id
FROM deployments
JOIN deployment_objects AS object ON object.deployment_id = deployments.id AND object.cluster_id = $1
JOIN policies ON policies.id = object.policy_id
WHERE deployments.status IN ('Pending', 'Validating', 'AwaitingApproval', 'InProgress', 'Paused')
    AND object.version IS NOT NULL AND policies.deleted_at IS NULL
ORDER BY deployments.is_queued, deployments.id LIMIT $2
