-- The table itself is made by the migrator, which cannot record a step before there is a place to record it in.
COMMENT ON TABLE schema_migrations IS 'Which steps of the schema have been applied. Written by hotswap migrate only.';
