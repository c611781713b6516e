-- Stores the way back of objects beside the policies' own, while the claim $3 holds and its epoch is the deployment's;
-- what is stored already stays. Objects that are policies are locked for the deployment.
-- One row: whether the claim holds.
WITH fence AS (
    SELECT deployments.id FROM deployments
    WHERE deployments.id = $1 AND EXISTS (
        SELECT FROM jobs WHERE jobs.deployment_id = deployments.id AND jobs.claim_id = $3 AND jobs.cluster_id = $2
            AND jobs.state = 'claimed' AND jobs.epoch = deployments.epoch)
    FOR SHARE OF deployments
), companion AS (
    SELECT * FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
        AS companion (api_group, version, kind, plural, namespace, name, before)
), locked AS (
    INSERT INTO object_locks (policy_id, cluster_id, deployment_id)
    SELECT policies.id, $2, fence.id FROM fence, companion
    JOIN policies USING (api_group, kind, namespace, name)
    WHERE policies.deleted_at IS NULL
    ON CONFLICT (policy_id, cluster_id) DO NOTHING
), stored AS (
    INSERT INTO rollout_objects (
        deployment_id, cluster_id, api_group, version, kind, plural, namespace, name, before)
    SELECT fence.id, $2, api_group, version, kind, plural, namespace, name, before::json FROM fence, companion
    ON CONFLICT DO NOTHING
)
SELECT EXISTS (SELECT FROM fence) AS holds
