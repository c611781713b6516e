-- Who judges beside what lives in a cluster asks what HotSwap has written there since it was read.
CREATE INDEX deployments_finished_at ON deployments (finished_at) WHERE finished_at IS NOT NULL;
