-- The public log: one ordered table, one sequencer; nothing here is ever updated but cursors.
-- No statement names org_id as a key: the log is one for the whole house.

-- name: log_head_last
SELECT size, root, note, signed_us FROM log_checkpoint WHERE served_us IS NOT NULL ORDER BY size DESC LIMIT 1;

-- name: log_checkpoint_last
-- The last one recorded as signed, served or not.
SELECT size, root FROM log_checkpoint ORDER BY size DESC LIMIT 1;

-- name: log_checkpoints_above
SELECT size, root, note FROM log_checkpoint WHERE size > $1 ORDER BY size LIMIT $2;

-- name: log_checkpoint_put
INSERT INTO log_checkpoint (size, root, note, signed_us, served_us) VALUES ($1, $2, $3, $4, $5);

-- name: log_leaf_put
INSERT INTO log_leaf (number, hash, bytes, org_id, project_id, kind, seq, source_id, sup)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: log_node_put
INSERT INTO log_node (level, number, hash) VALUES ($1, $2, $3);

-- name: log_cursor_set
INSERT INTO log_cursor (node, seq) VALUES ($1, $2) ON CONFLICT (node) DO UPDATE SET seq = excluded.seq;

-- name: log_cursor_of
SELECT seq FROM log_cursor WHERE node = $1;

-- name: log_seq_last
SELECT max(seq) FROM log_leaf WHERE org_id = $1 AND project_id = $2 AND kind = $3;

-- name: log_hashes
-- all-orgs: the log is one
SELECT hash FROM log_leaf WHERE number >= $1 AND number < $2 ORDER BY number;

-- name: log_entries
-- all-orgs: the log is one
SELECT bytes FROM log_leaf WHERE number >= $1 AND number < $2 ORDER BY number;

-- name: log_nodes
SELECT hash FROM log_node WHERE level = $1 AND number >= $2 AND number < $3 ORDER BY number;

-- name: log_leaf_at
-- all-orgs: the log is one
SELECT number, org_id, project_id, source_id, kind, seq, sup, hash, bytes FROM log_leaf WHERE number = $1;

-- name: log_leaves
-- all-orgs: the log is one
SELECT number, org_id, project_id, source_id, kind, seq, sup, hash, bytes FROM log_leaf
WHERE number >= $1 AND number < $2 ORDER BY number;

-- name: log_series_below
-- The newest leaves of one kind first, in pages.
SELECT number, org_id, project_id, source_id, kind, seq, sup, hash, bytes FROM log_leaf
WHERE org_id = $1 AND project_id = $2 AND kind = $3 AND seq < $4 ORDER BY seq DESC LIMIT $5;

-- name: log_sup_of
-- all-orgs: the log is one
SELECT number FROM log_leaf WHERE sup = $1;

-- name: log_source_last
-- all-orgs: the record's own organisation may be another than the publisher
SELECT max(number) FROM log_leaf WHERE source_id = $1;

-- name: log_leaf_count
-- all-orgs: the log is one
SELECT count(*) FROM log_leaf;

-- name: log_leaf_last
-- all-orgs: the log is one
SELECT max(number) FROM log_leaf;

-- name: log_sup_count
-- all-orgs: the log is one
SELECT count(*) FROM log_leaf WHERE sup IS NOT NULL;

-- name: log_series_count
-- all-orgs: the log is one
SELECT count(*) FROM (SELECT DISTINCT org_id, project_id, kind FROM log_leaf) AS s;

-- name: log_node_counts
SELECT level, count(*) FROM log_node GROUP BY level ORDER BY level;

-- name: log_wait_put
INSERT INTO log_wait (seq, org_id, statement_id, order_key, done) VALUES ($1, $2, $3, $4, $5);

-- name: log_wait_oldest
SELECT seq, org_id, statement_id, order_key, done FROM log_wait ORDER BY seq LIMIT 1;

-- name: log_wait_move
UPDATE log_wait SET done = $2 WHERE seq = $1;

-- name: log_wait_cut
DELETE FROM log_wait WHERE seq = $1;

-- name: log_resume_find
SELECT count(*) FROM setting WHERE name = 'log_resume';

-- name: log_resume_put
INSERT INTO setting (name, value) VALUES ('log_resume', 'needed') ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: log_resume_cut
DELETE FROM setting WHERE name = 'log_resume';
