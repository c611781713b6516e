-- Jobs of deployments ($1) of epochs before $2 must not run any more; notify jobs tell what happened and stay. Claims
-- and leases stay, too: until then the worker of a claimed job may still be writing.
WITH obsolete AS (
    SELECT jobs.id FROM unnest($1::uuid[], $2::bigint[]) AS fence (deployment_id, epoch)
    JOIN jobs ON jobs.deployment_id = fence.deployment_id AND jobs.epoch < fence.epoch
    WHERE jobs.stage <> 'notify' AND jobs.state IN ('available', 'claimed')
    ORDER BY jobs.id FOR UPDATE OF jobs
)
UPDATE jobs SET state = 'cancelled', finished_at = now(),
    note = coalesce(note, 'its deployment was stopped or taken back')
FROM obsolete WHERE jobs.id = obsolete.id
