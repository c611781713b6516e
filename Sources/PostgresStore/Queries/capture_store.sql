-- Stores the way back of objects that have none yet, while the claim $3 holds and its epoch is the deployment's own.
-- The row lock makes an abort wait, which raises the epoch: what is captured after it must not be written.
-- One row: whether the claim holds.
WITH fence AS (
    SELECT deployments.id FROM deployments
    WHERE deployments.id = $1 AND EXISTS (
        SELECT FROM jobs WHERE jobs.deployment_id = deployments.id AND jobs.claim_id = $3 AND jobs.cluster_id = $2
            AND jobs.state = 'claimed' AND jobs.epoch = deployments.epoch)
    FOR SHARE OF deployments
), stored AS (
    UPDATE deployment_objects AS object SET captured_at = now(), before = capture.before::json,
        -- From now on a write may have been begun: only a worker's report makes it known again.
        state = CASE object.state WHEN 'old' THEN 'unknown' ELSE object.state END
    FROM fence, unnest($4::uuid[], $5::text[]) AS capture (policy_id, before)
    WHERE object.deployment_id = fence.id AND object.cluster_id = $2 AND object.policy_id = capture.policy_id
        AND object.captured_at IS NULL
)
SELECT EXISTS (SELECT FROM fence) AS holds
