-- Every applied step beside what this program knows of it: $1 numbers, $2 scripts.
-- "matches" is NULL for a step that this program does not know.
SELECT applied.version, applied.name, applied.checksum = encode(sha256(known.script), 'hex') AS matches
FROM schema_migrations AS applied
LEFT JOIN unnest($1::bigint[], $2::bytea[]) AS known (version, script) USING (version)
ORDER BY applied.version
