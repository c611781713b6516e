-- The compare-and-set of decisions made at $7: a row of another revision stays as it is.
UPDATE deployments AS kept SET
    status = new.status, state = new.state::json, epoch = new.epoch, sequence = new.sequence,
    revision = kept.revision + 1, updated_at = $7, is_queued = new.is_queued, deadline = new.deadline,
    finished_at = CASE WHEN new.status IN ('Completed', 'Failed', 'RolledBack', 'Aborted')
        THEN coalesce(kept.finished_at, $7) END
FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[],
    $8::boolean[], $9::timestamptz[])
    AS new (id, revision, status, state, epoch, sequence, is_queued, deadline)
WHERE kept.id = new.id AND kept.revision = new.revision
