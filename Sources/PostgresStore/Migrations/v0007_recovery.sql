-- A watch that has ended stays, with step -1: what it remembers of the time before is what the way back is measured by.
COMMENT ON COLUMN watches.step IS 'Of the plan; -1 when the step was left';
-- When a worker took the job up first.
ALTER TABLE jobs ADD COLUMN started_at timestamptz;
