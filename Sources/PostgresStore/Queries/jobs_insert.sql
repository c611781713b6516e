-- New jobs; whoever inserts them publishes their messages after the commit, so the sweeper waits for $11 microseconds.
INSERT INTO jobs (id, stage, deployment_id, epoch, step, cluster_id, key, attempt, max_attempts, payload, traceparent,
    run_at, publish_after, publish_attempts)
SELECT id, stage, deployment_id, epoch, step, cluster_id, key, attempt, max_attempts, payload::json, traceparent, now(), now() + $11 * interval '1 microsecond', 1
FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::bigint[], $6::uuid[], $7::bigint[], $8::bigint[],
    $9::text[], $10::text[], $12::text[])
    AS new (id, stage, deployment_id, epoch, step, cluster_id, attempt, max_attempts, payload, traceparent, key)
ON CONFLICT ON CONSTRAINT jobs_once DO NOTHING
RETURNING id
