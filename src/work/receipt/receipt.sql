-- Receipts: requests, numbers, what was handed out.

-- name: request_insert
INSERT INTO receipt_request (org_id, id, campaign_id, donation_id, state, payer, way, label, person, stated_no, stated_fen, stated_day,
  is_exact, picture, replaces, entered_by, entered_us, entered_day, due_day, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20);

-- name: request_by_id
SELECT org_id, id, campaign_id, COALESCE(donation_id, 0), state, payer, way, label, person, stated_no, COALESCE(stated_fen, 0),
  COALESCE(stated_day, 0), is_exact, picture, replaces, entered_by, entered_us, entered_day, due_day, COALESCE(reviewed_by, 0),
  COALESCE(reviewed_us, 0), COALESCE(reason, ''), COALESCE(receipt_id, 0), version
FROM receipt_request WHERE org_id = $1 AND id = $2;

-- name: request_oldest
SELECT org_id, id, campaign_id, COALESCE(donation_id, 0), state, payer, way, label, person, stated_no, COALESCE(stated_fen, 0),
  COALESCE(stated_day, 0), is_exact, picture, replaces, entered_by, entered_us, entered_day, due_day, COALESCE(reviewed_by, 0),
  COALESCE(reviewed_us, 0), COALESCE(reason, ''), COALESCE(receipt_id, 0), version
FROM receipt_request WHERE org_id = $1 AND id > $2 AND (campaign_id = $3 OR $3 = 0) AND (state = $4 OR $4 = 0)
  AND (is_exact >= $5) ORDER BY id LIMIT $6;

-- name: request_live_of_gift
SELECT id FROM receipt_request WHERE org_id = $1 AND donation_id = $2 AND state <> 5;

-- name: request_gift_put
UPDATE receipt_request SET donation_id = $3, is_exact = $4, version = version + 1 WHERE org_id = $1 AND id = $2 AND version = $5;

-- name: request_review_put
UPDATE receipt_request SET state = $3, reviewed_by = $4, reviewed_us = $5, reason = $6, version = version + 1
WHERE org_id = $1 AND id = $2 AND version = $7;

-- name: request_done_put
UPDATE receipt_request SET state = 4, receipt_id = $3, version = version + 1 WHERE org_id = $1 AND id = $2 AND version = $4;

-- name: request_again_put
-- The receipt is void: the request ends with it.
UPDATE receipt_request SET state = 5, reason = $3, version = version + 1 WHERE org_id = $1 AND receipt_id = $2;

-- name: request_tally
SELECT state, count(*), CAST(sum(is_exact) AS BIGINT), min(due_day) FROM receipt_request
WHERE org_id = $1 AND (campaign_id = $2 OR $2 = 0) GROUP BY state;

-- name: request_look_put
INSERT INTO receipt_look (org_id, request_id, person_id, at_us) VALUES ($1, $2, $3, $4)
ON CONFLICT (org_id, request_id, person_id) DO UPDATE SET at_us = excluded.at_us;

-- name: request_look_find
SELECT 1 FROM receipt_look WHERE org_id = $1 AND request_id = $2 AND person_id = $3 AND at_us >= $4;

-- name: receipt_last
SELECT last FROM receipt_series WHERE org_id = $1 AND year = $2;

-- name: receipt_last_put
INSERT INTO receipt_series (org_id, year, last) VALUES ($1, $2, $3)
ON CONFLICT (org_id, year) DO UPDATE SET last = excluded.last;

-- name: receipt_insert
INSERT INTO receipt (org_id, id, campaign_id, year, number, state, payer, asset_id, amount, first_day, last_day, gifts, label, body,
  proof, leaf, request_id, issued_by, issued_us, issued_day, reviewed_by, copies, replaces, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24);

-- name: receipt_gift_insert
INSERT INTO receipt_gift (org_id, receipt_id, donation_id) VALUES ($1, $2, $3);

-- name: receipt_gift_list
SELECT donation_id FROM receipt_gift WHERE org_id = $1 AND receipt_id = $2 ORDER BY donation_id;

-- name: receipt_by_id
SELECT org_id, id, campaign_id, year, number, state, payer, asset_id, amount, first_day, last_day, gifts, label, body, proof, leaf,
  request_id, issued_by, issued_us, issued_day, reviewed_by, copies, COALESCE(void_by, 0), COALESCE(void_us, 0),
  COALESCE(void_reason, ''), replaces, COALESCE(replaced_by, 0), COALESCE(fiscal_code, ''), COALESCE(fiscal_no, ''),
  COALESCE(fiscal_check, ''), version
FROM receipt WHERE org_id = $1 AND id = $2;

-- name: receipt_by_number
SELECT org_id, id, campaign_id, year, number, state, payer, asset_id, amount, first_day, last_day, gifts, label, body, proof, leaf,
  request_id, issued_by, issued_us, issued_day, reviewed_by, copies, COALESCE(void_by, 0), COALESCE(void_us, 0),
  COALESCE(void_reason, ''), replaces, COALESCE(replaced_by, 0), COALESCE(fiscal_code, ''), COALESCE(fiscal_no, ''),
  COALESCE(fiscal_check, ''), version
FROM receipt WHERE org_id = $1 AND year = $2 AND number = $3;

-- name: receipt_newest
SELECT org_id, id, campaign_id, year, number, state, payer, asset_id, amount, first_day, last_day, gifts, label, body, proof, leaf,
  request_id, issued_by, issued_us, issued_day, reviewed_by, copies, COALESCE(void_by, 0), COALESCE(void_us, 0),
  COALESCE(void_reason, ''), replaces, COALESCE(replaced_by, 0), COALESCE(fiscal_code, ''), COALESCE(fiscal_no, ''),
  COALESCE(fiscal_check, ''), version
FROM receipt WHERE org_id = $1 AND id < $2 AND (campaign_id = $3 OR $3 = 0) ORDER BY id DESC LIMIT $4;

-- name: receipt_void_put
UPDATE receipt SET state = 2, void_by = $3, void_us = $4, void_reason = $5, version = version + 1
WHERE org_id = $1 AND id = $2 AND state = 1;

-- name: receipt_replaced_put
UPDATE receipt SET replaced_by = $3, version = version + 1 WHERE org_id = $1 AND id = $2;

-- name: receipt_copy_put
UPDATE receipt SET copies = copies + 1 WHERE org_id = $1 AND id = $2;

-- name: receipt_fiscal_put
UPDATE receipt SET fiscal_code = $3, fiscal_no = $4, fiscal_check = $5, version = version + 1 WHERE org_id = $1 AND id = $2 AND state = 1;

-- name: receipt_threshold_find
SELECT value FROM setting WHERE name = 'receipt_threshold';

-- name: receipt_threshold_put
INSERT INTO setting (name, value) VALUES ('receipt_threshold', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value;
