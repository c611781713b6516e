-- Claimed jobs get their outcome. One that is available again has no message yet: the sweeper publishes it when it is
-- due, however deep the queue.
UPDATE jobs AS kept SET
    state = new.state, note = new.note, claim_id = NULL, lease_until = NULL,
    claimed_by = CASE WHEN new.state = 'available' THEN NULL ELSE kept.claimed_by END,
    attempt = CASE WHEN new.refunds THEN greatest(kept.attempt - 1, 0) ELSE kept.attempt END,
    run_at = CASE WHEN new.state = 'available' THEN coalesce(new.run_at, now()) ELSE kept.run_at END,
    publish_after = CASE WHEN new.state = 'available' THEN coalesce(new.run_at, now()) ELSE kept.publish_after END,
    publish_attempts = 0, started_at = CASE WHEN NOT new.not_begun THEN kept.started_at END,
    finished_at = CASE WHEN new.state IN ('done', 'dead', 'cancelled') THEN now() END
FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::boolean[], $6::boolean[])
    AS new (id, state, run_at, note, refunds, not_begun)
WHERE kept.id = new.id AND kept.state = 'claimed'
