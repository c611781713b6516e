-- What workers found or made of objects, and with it what is in force: "new" puts the planned version in force, "old"
-- the one from before, NULL nothing of HotSwap's; "mixed" and "unknown" leave it. Only the holder of the object's lock reports.
-- A deployment that was given up may be taken back when others have come since: what they put in force stays so.
WITH report AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[])
        AS report (deployment_id, cluster_id, policy_id, state, note)
), now_is AS (
    UPDATE deployment_objects AS object SET state = report.state, updated_at = now(),
        -- Another attempt at the same finds nothing to say any more: what the first one said stays.
        note = coalesce(report.note, CASE object.state WHEN report.state THEN object.note END)
    FROM report
    WHERE object.deployment_id = report.deployment_id AND object.cluster_id = report.cluster_id
        AND object.policy_id = report.policy_id
    RETURNING object.policy_id, object.cluster_id, object.state,
        CASE object.state WHEN 'new' THEN object.version ELSE object.version_before END AS version,
        CASE object.state WHEN 'new' THEN object.deployment_id ELSE object.deployment_before END AS deployment_id,
        object.deployment_id AS reporter
), gone AS (
    DELETE FROM live_versions AS live USING now_is
    WHERE live.policy_id = now_is.policy_id AND live.cluster_id = now_is.cluster_id
        AND now_is.state IN ('old', 'new') AND now_is.version IS NULL
        AND (now_is.state = 'new' OR live.deployment_id = now_is.reporter)
)
INSERT INTO live_versions AS live (policy_id, cluster_id, version, deployment_id)
SELECT policy_id, cluster_id, version, deployment_id FROM now_is
WHERE state IN ('old', 'new') AND version IS NOT NULL AND (state = 'new' OR NOT EXISTS (
    SELECT FROM live_versions AS others WHERE others.policy_id = now_is.policy_id
        AND others.cluster_id = now_is.cluster_id AND others.deployment_id <> now_is.reporter))
ON CONFLICT (policy_id, cluster_id) DO UPDATE
SET version = excluded.version, deployment_id = excluded.deployment_id, since = now()
WHERE (live.version, live.deployment_id) IS DISTINCT FROM (excluded.version, excluded.deployment_id)
