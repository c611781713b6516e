-- The objects of new deployments, with what is in force now: nobody changes that while the locks are held.
INSERT INTO deployment_objects (deployment_id, cluster_id, policy_id, version, version_before, deployment_before)
SELECT new.deployment_id, new.cluster_id, new.policy_id, new.version, live.version, live.deployment_id
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) AS new (deployment_id, cluster_id, policy_id, version)
LEFT JOIN live_versions AS live ON live.policy_id = new.policy_id AND live.cluster_id = new.cluster_id
