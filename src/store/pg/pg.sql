-- What the driver itself asks PostgreSQL.  These texts are for one engine: -- postgresql-only

-- name: pg_has_schema
-- postgresql-only
SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_version';

-- name: pg_claim
-- The lock of the one writer; it ends with the session.  postgresql-only
SELECT CAST(pg_try_advisory_lock($1) AS INTEGER);

-- name: pg_is_sorted_by_bytes
-- 1 if text is UTF-8 and sorts as in SQLite.  postgresql-only
SELECT count(*) FROM pg_catalog.pg_database WHERE datname = current_database()
  AND datcollate IN ('C', 'POSIX', 'C.UTF-8', 'C.utf8') AND pg_encoding_to_char(encoding) = 'UTF8';

-- name: pg_tables
-- All tables of ours, by name.  postgresql-only
SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema() ORDER BY tablename;

-- name: pg_version_known
-- 1 if the database has this migration.
SELECT count(*) FROM schema_version WHERE number = $1 AND digest = $2;

-- name: pg_version_count
SELECT count(*) FROM schema_version;
