-- Nobody works under the claims $1 any more: their leases end. Jobs that are still claimed are available again, and
-- the sweeper publishes them at once; cancelled ones stay cancelled.
WITH held AS (
    SELECT id FROM jobs WHERE claim_id = ANY($1) ORDER BY id FOR UPDATE
)
UPDATE jobs SET
    state = CASE state WHEN 'claimed' THEN 'available' ELSE state END,
    claimed_by = CASE state WHEN 'claimed' THEN NULL ELSE claimed_by END,
    attempt = CASE state WHEN 'claimed' THEN greatest(attempt - 1, 0) ELSE attempt END,
    claim_id = NULL, lease_until = NULL, run_at = now(), publish_after = now(), publish_attempts = 0
FROM held WHERE jobs.id = held.id
