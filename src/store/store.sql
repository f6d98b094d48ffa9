-- Which schema this database has; the table is made by store_migrate before the first numbered file.

-- name: schema_list
-- Every migration that ran, in order.
SELECT number, digest FROM schema_version ORDER BY number;

-- name: schema_add
-- Records a migration in its own transaction.
INSERT INTO schema_version (number, digest, at_us) VALUES ($1, $2, $3);

-- name: fingerprint_all
SELECT sealed FROM fingerprint;

-- name: fingerprint_put
INSERT INTO fingerprint (id, sealed) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed;
