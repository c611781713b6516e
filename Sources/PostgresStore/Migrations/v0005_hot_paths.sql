-- What measuring showed.

-- The index of jobs that may come due is asked for by finished_at, which says the same as the two states and which no
-- other statement mentions. While the planner could prove that a claim or a report by id lies within the index, it read
-- all of it instead of the primary key as soon as its statistics were some thousand jobs old.
DROP INDEX jobs_due;
CREATE INDEX jobs_due ON jobs (publish_after) WHERE finished_at IS NULL;

-- Locks are taken before their deployments are written, so this key had to be checked at the commit, which was a good
-- part of the time that accepting a deployment takes. Both are written by one statement each, in one transaction.
ALTER TABLE object_locks DROP CONSTRAINT object_locks_deployment_id_fkey;
