-- What a disclosure counts beside the kept counts, and the same again from the transfers.

-- name: prepare_unconfirmed
-- A file that is booked but not confirmed and holds gifts of the campaign.
SELECT s.file_name FROM statement s WHERE s.org_id = $1 AND s.state IN (1, 2, 4) AND (s.campaign_id = $2 OR EXISTS (
  SELECT 1 FROM statement_slice k JOIN donation d ON d.org_id = k.org_id AND d.id BETWEEN k.first_id AND k.last_id
  WHERE k.org_id = s.org_id AND k.statement_id = s.id AND d.campaign_id = $2 AND d.state = 1))
ORDER BY s.id LIMIT 1;

-- name: prepare_refunds
SELECT asset_id, count(*), CAST(sum(amount_fen) AS BIGINT) FROM refund
WHERE org_id = $1 AND campaign_id = $2 AND state = 2 GROUP BY asset_id ORDER BY asset_id;

-- name: prepare_left
-- Gifts that were counted below $3 and were taken out of the campaign since: 1 into another one, 0 out of the books.
SELECT d.asset_id, CASE WHEN n.id IS NULL THEN 0 ELSE 1 END, count(*), CAST(sum(d.amount_fen) AS BIGINT)
FROM transfer r JOIN donation d ON d.org_id = r.org_id AND d.id = r.reverses_id
LEFT JOIN donation n ON n.org_id = d.org_id AND n.id = d.moved_to
WHERE r.org_id = $1 AND r.reverses_id IS NOT NULL AND r.id > $3 AND d.campaign_id = $2 AND d.id < $3
  AND (n.id IS NULL OR n.campaign_id <> $2)
GROUP BY d.asset_id, CASE WHEN n.id IS NULL THEN 0 ELSE 1 END ORDER BY 1, 2;

-- name: prepare_came
-- Gifts that stand in the campaign and were moved here from another one since $3.
SELECT n.asset_id, count(*), CAST(sum(n.amount_fen) AS BIGINT)
FROM donation n JOIN donation d ON d.org_id = n.org_id AND d.moved_to = n.id AND (d.id = n.origin_id OR d.origin_id = n.origin_id)
WHERE n.org_id = $1 AND n.campaign_id = $2 AND n.origin_id IS NOT NULL AND n.id > $3 AND n.state = 1 AND d.campaign_id <> $2
GROUP BY n.asset_id ORDER BY n.asset_id;

-- name: recount_disclosures
-- all-orgs: verification
SELECT id FROM disclosure ORDER BY campaign_id, id;

-- name: recount_gifts
-- Booked between two ids.
SELECT t.effective_day, d.channel, t.asset_id, count(*), CAST(sum(t.amount) AS BIGINT)
FROM donation d JOIN transfer t ON t.org_id = d.org_id AND t.id = d.id AND t.reason = 1
WHERE d.org_id = $1 AND d.campaign_id = $2 AND d.id > $3 AND d.id < $4
GROUP BY t.effective_day, d.channel, t.asset_id;

-- name: recount_reversed
-- Taken back between two ids.
SELECT t.effective_day, d.channel, t.asset_id, count(*), CAST(sum(t.amount) AS BIGINT)
FROM transfer r JOIN donation d ON d.org_id = r.org_id AND d.id = r.reverses_id
JOIN transfer t ON t.org_id = d.org_id AND t.id = d.id AND t.reason = 1
WHERE r.org_id = $1 AND r.reverses_id IS NOT NULL AND d.campaign_id = $2 AND r.id > $3 AND r.id < $4
GROUP BY t.effective_day, d.channel, t.asset_id;

-- name: recount_role
-- Turnover of the campaign's accounts of a role below an id: what was debited less what was credited, by currency.
SELECT u.asset_id, CAST(sum(u.amount) AS BIGINT) FROM (
  SELECT t.asset_id, t.amount FROM account a JOIN transfer t ON t.debit_account = a.id AND t.reason <> 1
  WHERE a.org_id = $1 AND a.campaign_id = $2 AND a.role = $3 AND t.id < $4
  UNION ALL
  SELECT t.asset_id, -t.amount FROM account a JOIN transfer t ON t.credit_account = a.id AND t.reason <> 1
  WHERE a.org_id = $1 AND a.campaign_id = $2 AND a.role = $3 AND t.id < $4) u
GROUP BY u.asset_id;
