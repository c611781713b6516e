-- Two people who edit one calendar: the second one is told.
ALTER TABLE environments ADD COLUMN revision bigint NOT NULL DEFAULT 1;
