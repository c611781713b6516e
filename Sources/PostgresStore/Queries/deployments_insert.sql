INSERT INTO deployments (id, status, environment_id, strategy, policies, plan, state, epoch, on_conflict, rollback_of,
    requested_by, reason, traceparent, sequence, revision, created_at, updated_at, is_queued, finished_at)
SELECT id, status, environment_id, strategy, policies::json, plan::json, state::json, epoch, on_conflict, rollback_of,
    requested_by, reason, traceparent, sequence, revision, created_at, updated_at, is_queued,
    CASE WHEN status IN ('Completed', 'Failed', 'RolledBack', 'Aborted') THEN updated_at END
FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[],
    $9::text[], $10::uuid[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::bigint[],
    $16::timestamptz[], $17::timestamptz[], $18::boolean[])
    AS new (id, status, environment_id, strategy, policies, plan, state, epoch, on_conflict, rollback_of,
        requested_by, reason, traceparent, sequence, revision, created_at, updated_at, is_queued)
