-- Promises: gifts announced, money not seen.

-- name: promise_insert
INSERT INTO promise (org_id, id, campaign_id, purpose_id, order_code, amount_fen, donor_kind, display, label, name, message,
                     name_key, made_by, made_us, expires_us, state, given_fen, version, wants_receipt, poster_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20);

-- name: promise_by_id
SELECT org_id, id, campaign_id, purpose_id, order_code, amount_fen, donor_kind, display, label, name, message, name_key, made_by,
       made_us, expires_us, state, given_fen, version, wants_receipt, poster_id
FROM promise WHERE org_id = $1 AND id = $2;

-- name: promise_by_codes
SELECT org_id, id, campaign_id, purpose_id, order_code, amount_fen, donor_kind, display, label, name, message, name_key, made_by,
       made_us, expires_us, state, given_fen, version, wants_receipt, poster_id
FROM promise WHERE org_id = $1 AND order_code IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
  $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33);

-- name: promise_by_names
SELECT org_id, id, campaign_id, purpose_id, order_code, amount_fen, donor_kind, display, label, name, message, name_key, made_by,
       made_us, expires_us, state, given_fen, version, wants_receipt, poster_id
FROM promise WHERE org_id = $1 AND state = 1 AND name_key IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
  $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)
ORDER BY id DESC LIMIT $34;

-- name: promise_by_rest
-- Of a campaign's open promises those of which exactly $3 is still to come.
SELECT org_id, id, campaign_id, purpose_id, order_code, amount_fen, donor_kind, display, label, name, message, name_key, made_by,
       made_us, expires_us, state, given_fen, version, wants_receipt, poster_id
FROM promise WHERE org_id = $1 AND campaign_id = $2 AND state = 1 AND amount_fen - given_fen = $3
ORDER BY id DESC LIMIT $4;

-- name: promise_newest
SELECT org_id, id, campaign_id, purpose_id, order_code, amount_fen, donor_kind, display, label, name, message, name_key, made_by,
       made_us, expires_us, state, given_fen, version, wants_receipt, poster_id
FROM promise WHERE org_id = $1 AND campaign_id = $2 AND id < $3 AND (state = $4 OR $4 = 0) AND expires_us > $5 AND expires_us <= $6
ORDER BY id DESC LIMIT $7;

-- name: promise_one
-- all-orgs: is there any
SELECT 1 FROM promise LIMIT 1;

-- name: promise_code_taken
SELECT 1 FROM promise WHERE org_id = $1 AND order_code = $2;

-- name: promise_give_set
UPDATE promise SET given_fen = $3, state = $4, version = version + 1 WHERE org_id = $1 AND id = $2 AND version = $5;

-- name: promise_keep_set
UPDATE promise SET given_fen = amount_fen, state = 2, version = version + 1
WHERE org_id = $1 AND given_fen < amount_fen AND order_code IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
  $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33);

-- name: promise_withdraw_set
UPDATE promise SET state = 3, version = version + 1 WHERE org_id = $1 AND id = $2 AND state = 1;

-- name: promise_setting
SELECT value FROM setting WHERE name = 'promise_days';

-- name: promise_setting_put
INSERT INTO setting (name, value) VALUES ('promise_days', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value;
