-- The audit trail: author, idempotency, outcome and feed in one row.

-- name: change_put
INSERT INTO change (node, seq, at_us, actor_id, address, kind, org_id, object_id, key, digest, outcome)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: change_batch_put
INSERT INTO change_batch (node, number, first_seq, count, hash) VALUES ($1, $2, $3, $4, $5);

-- name: change_last
-- all-orgs: the writer's own position
SELECT COALESCE(max(seq), 0) FROM change WHERE node = $1;

-- name: change_batch_last
SELECT number, first_seq + count - 1, hash FROM change_batch WHERE node = $1 ORDER BY number DESC LIMIT 1;

-- name: change_keys_since
-- all-orgs: rebuilt at start; seq >= $2 bounds the scan
SELECT key, seq FROM change WHERE node = $1 AND seq >= $2 AND key IS NOT NULL ORDER BY seq;

-- name: change_at
-- all-orgs: by its position
SELECT at_us FROM change WHERE node = $1 AND seq = $2;

-- name: change_outcome
-- all-orgs: by its position
SELECT digest, object_id, outcome FROM change WHERE node = $1 AND seq = $2;

-- name: change_feed
-- all-orgs: everybody who must learn of changes keeps a cursor
SELECT seq, at_us, actor_id, address, kind, org_id, object_id, key, digest, outcome
FROM change WHERE node = $1 AND seq > $2 ORDER BY seq LIMIT $3;

-- name: change_newest
-- all-orgs: the list of the audit trail
SELECT seq, at_us, actor_id, address, kind, org_id, object_id, key, digest, outcome
FROM change WHERE node = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3;

-- name: change_batches
SELECT number, first_seq, count, hash FROM change_batch WHERE node = $1 ORDER BY number;
