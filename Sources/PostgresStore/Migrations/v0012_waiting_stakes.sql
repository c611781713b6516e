-- Deployments that ended while they were queued have left stakes behind which nobody gave up: others waited for ever.
UPDATE stakes SET state = 'over' FROM deployments
WHERE deployments.id = stakes.deployment_id AND stakes.state = 'waiting' AND NOT deployments.is_queued;
-- The step whose writes began last: an attempt after it knows that one before it may have written.
ALTER TABLE cohorts ADD COLUMN step bigint;
