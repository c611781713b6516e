-- New jobs; whoever inserts them publishes their messages after the commit, so the sweeper waits for $11 microseconds.
-- One with a delay ($13) nobody publishes before the sweeper finds it due.
INSERT INTO jobs (id, stage, deployment_id, epoch, step, cluster_id, key, attempt, max_attempts, payload, traceparent,
    run_at, publish_after, publish_attempts)
SELECT id, stage, deployment_id, epoch, step, cluster_id, key, attempt, max_attempts, payload::json, traceparent,
    now() + delay * interval '1 microsecond',
    now() + CASE WHEN delay > 0 THEN delay ELSE $11 END * interval '1 microsecond',
    CASE WHEN delay > 0 THEN 0 ELSE 1 END
FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::bigint[], $6::uuid[], $7::bigint[], $8::bigint[],
    $9::text[], $10::text[], $12::text[], $13::bigint[])
    AS new (id, stage, deployment_id, epoch, step, cluster_id, attempt, max_attempts, payload, traceparent, key, delay)
ON CONFLICT ON CONSTRAINT jobs_once DO NOTHING
RETURNING id
