-- For rollbacks ($1) of deployments ($2): the objects that are no longer what the original wrote, and who came later.
-- Where the original's version was "what was there before HotSwap", nothing of HotSwap's may be in force.
SELECT asked.draft, coalesce(live.deployment_id, later.deployment_id, asked.original) AS later
FROM unnest($1::uuid[], $2::uuid[]) AS asked (draft, original)
JOIN deployment_objects AS wrote ON wrote.deployment_id = asked.original AND wrote.state = 'new'
LEFT JOIN live_versions AS live ON live.policy_id = wrote.policy_id AND live.cluster_id = wrote.cluster_id
LEFT JOIN LATERAL (
    SELECT of_policy.deployment_id FROM deployment_policies AS of_policy
    JOIN deployment_objects AS object USING (deployment_id, policy_id)
    WHERE live.deployment_id IS NULL AND of_policy.policy_id = wrote.policy_id
        AND object.cluster_id = wrote.cluster_id AND object.state = 'new' AND of_policy.deployment_id > asked.original
    ORDER BY of_policy.deployment_id DESC LIMIT 1
) AS later ON true
WHERE CASE WHEN wrote.version IS NULL THEN live.deployment_id IS NOT NULL
    ELSE live.deployment_id IS DISTINCT FROM asked.original END
