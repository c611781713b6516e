-- The compare-and-set of decisions: a row of another revision stays as it is.
UPDATE deployments AS kept SET
    status = new.status, state = new.state::json, epoch = new.epoch, sequence = new.sequence,
    revision = kept.revision + 1, updated_at = new.updated_at,
    finished_at = CASE WHEN new.status IN ('Completed', 'Failed', 'RolledBack', 'Aborted')
        THEN coalesce(kept.finished_at, new.updated_at) END
FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::timestamptz[])
    AS new (id, revision, status, state, epoch, sequence, updated_at)
WHERE kept.id = new.id AND kept.revision = new.revision
