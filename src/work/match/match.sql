-- Who gave what: links, facts, holds, payers that were learnt.

-- name: match_link_insert
INSERT INTO match_link (org_id, donation_id, promise_id, fen, confidence, claims, made_by, made_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: match_links_of_gift
SELECT donation_id, promise_id, fen, confidence, claims, made_by, made_us FROM match_link
WHERE org_id = $1 AND donation_id = $2 ORDER BY promise_id;

-- name: match_links_of_promise
SELECT donation_id, promise_id, fen, confidence, claims, made_by, made_us FROM match_link
WHERE org_id = $1 AND promise_id = $2;

-- name: match_link_add
-- More of a gift for the same promise.
UPDATE match_link SET fen = fen + $4 WHERE org_id = $1 AND donation_id = $2 AND promise_id = $3;

-- name: match_link_cut
DELETE FROM match_link WHERE org_id = $1 AND donation_id = $2 AND promise_id = $3;

-- name: match_fact_insert
INSERT INTO match_fact (org_id, donation_id, campaign_id, code, is_order, payer_key, name_key, payer, remark, state, best)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: match_fact_by_id
SELECT donation_id, campaign_id, code, is_order, payer_key, name_key, payer, remark, state, best FROM match_fact
WHERE org_id = $1 AND donation_id = $2;

-- name: match_fact_state_set
UPDATE match_fact SET state = $3, best = $4 WHERE org_id = $1 AND donation_id = $2;

-- name: match_fact_cut
DELETE FROM match_fact WHERE org_id = $1 AND donation_id = $2;

-- name: match_fact_one
-- all-orgs: is there any
SELECT 1 FROM match_fact LIMIT 1;

-- name: match_hold_insert
INSERT INTO match_hold (org_id, donation_id, reason, made_by, made_us) VALUES ($1, $2, $3, $4, $5);

-- name: match_hold_find
SELECT reason, made_by, made_us FROM match_hold WHERE org_id = $1 AND donation_id = $2;

-- name: match_hold_cut
DELETE FROM match_hold WHERE org_id = $1 AND donation_id = $2;

-- name: match_payer_insert
INSERT INTO match_payer (org_id, id, payer_key, name_key, donor_kind, display, label, name, donation_id, made_by, made_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: match_payer_by_keys
SELECT id, payer_key, name_key, donor_kind, display, label, name, donation_id, made_by, made_us FROM match_payer
WHERE org_id = $1 AND payer_key IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
  $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33);

-- name: match_payer_newest
SELECT id, payer_key, name_key, donor_kind, display, label, name, donation_id, made_by, made_us FROM match_payer
WHERE org_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3;

-- name: match_payer_key_of
SELECT payer_key FROM match_payer WHERE org_id = $1 AND id = $2;

-- name: match_payer_cut
DELETE FROM match_payer WHERE org_id = $1 AND id = $2;

-- name: match_payer_cut_key
DELETE FROM match_payer WHERE org_id = $1 AND payer_key = $2;

-- name: match_payer_cut_gift
-- What was learnt from a gift goes with its match.
DELETE FROM match_payer WHERE org_id = $1 AND donation_id = $2;

-- name: match_payer_one
-- all-orgs: is there any
SELECT 1 FROM match_payer LIMIT 1;

-- name: match_links_follow
UPDATE match_link SET donation_id = $3 WHERE org_id = $1 AND donation_id = $2;

-- name: match_fact_follow
UPDATE match_fact SET donation_id = $3, campaign_id = $4 WHERE org_id = $1 AND donation_id = $2;

-- name: match_hold_follow
UPDATE match_hold SET donation_id = $3 WHERE org_id = $1 AND donation_id = $2;

-- name: match_payer_follow
UPDATE match_payer SET donation_id = $3 WHERE org_id = $1 AND donation_id = $2;

-- name: match_setting
SELECT value FROM setting WHERE name = 'match_threshold';

-- name: match_setting_put
INSERT INTO setting (name, value) VALUES ('match_threshold', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value;
