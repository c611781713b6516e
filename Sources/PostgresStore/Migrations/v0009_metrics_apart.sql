-- Matchers that tell a cluster's series from those of others in one Prometheus.
ALTER TABLE clusters ADD COLUMN prometheus_matcher text;
