-- What joins two domains.

-- name: flow_account
SELECT id FROM account WHERE org_id = $1 AND role = $2 AND asset_id = 1 AND purpose_id = 0 AND campaign_id = $3 AND party_id = $4;

-- name: flow_org_code
SELECT code FROM org WHERE id = $1;

-- name: flow_statement_gifts
-- What a confirmed file brought: its gifts by id range.
SELECT id, effective_day FROM donation WHERE org_id = $1 AND id >= $2 AND id <= $3 AND statement_id = $4 AND state = 1;

-- name: flow_statement_reversed
-- What an undone file had brought and the log had said.
SELECT d.id, d.effective_day FROM donation d WHERE d.org_id = $1 AND d.id >= $2 AND d.id <= $3 AND d.statement_id = $4
  AND d.state = 2;

-- name: flow_refunds_unlogged
-- Booked refunds without a leaf, whose own file (if any) is confirmed.
SELECT r.id, r.effective_day FROM refund r LEFT JOIN log_leaf l ON l.source_id = r.id
LEFT JOIN statement s ON s.org_id = r.org_id AND s.id = r.statement_id
WHERE r.org_id = $1 AND r.campaign_id = $2 AND r.state = 2 AND l.number IS NULL AND (r.statement_id IS NULL OR s.state = 3)
ORDER BY r.id LIMIT 4096;

-- name: flow_refund
-- all-orgs: by id alone
SELECT org_id, campaign_id, amount_fen, effective_day, state FROM refund WHERE id = $1;

-- name: flow_note_last
-- all-orgs: notes belong to the house
SELECT number FROM log_leaf WHERE org_id = 0 AND project_id = 0 AND kind = 9 ORDER BY seq DESC LIMIT 1;
