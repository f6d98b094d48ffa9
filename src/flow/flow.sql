-- What joins two domains.

-- name: flow_account
-- That of CNY; money of other currencies goes to the ones beside it.
SELECT id FROM account WHERE org_id = $1 AND role = $2 AND asset_id = 1 AND purpose_id = 0 AND campaign_id = $3 AND party_id = $4;

-- name: flow_clearing_held
-- What a provider holds of a campaign's money in CNY.
SELECT CAST(COALESCE(sum(d.debit - d.credit), 0) AS BIGINT) FROM account a JOIN account_day d ON d.org_id = a.org_id AND d.account_id = a.id
WHERE a.org_id = $1 AND a.role = $2 AND a.asset_id = 1 AND a.purpose_id = 0 AND a.campaign_id = $3 AND a.party_id = $4;

-- name: flow_clearing_held_before
-- The same by what was booked before an id was made.
SELECT CAST(COALESCE(sum(CASE WHEN t.debit_account = a.id THEN t.amount ELSE -t.amount END), 0) AS BIGINT)
FROM account a JOIN transfer t ON t.org_id = a.org_id AND (t.debit_account = a.id OR t.credit_account = a.id)
WHERE a.org_id = $1 AND a.role = $2 AND a.asset_id = 1 AND a.purpose_id = 0 AND a.campaign_id = $3 AND a.party_id = $4 AND t.id < $5;

-- name: flow_org_code
SELECT code FROM org WHERE id = $1;

-- name: flow_sources
-- What else stands for a gift or a refund, and the state of each file among it.
SELECT d.kind, d.source_id, COALESCE(s.state, 0), d.row_number, COALESCE(s.options, 0) FROM donation_source d
LEFT JOIN statement s ON s.org_id = d.org_id AND s.id = d.source_id AND d.kind IN (1, 4)
WHERE d.org_id = $1 AND d.donation_id = $2;

-- name: flow_gift_files
-- Live files that tell of a gift, and those that tell of its charge alone.
SELECT 1, s.options FROM donation d LEFT JOIN donation o ON o.org_id = d.org_id AND o.id = d.origin_id
JOIN statement s ON s.org_id = d.org_id AND s.id = COALESCE(o.statement_id, d.statement_id) AND s.state <= 3
WHERE d.org_id = $1 AND d.id = $2
UNION ALL
SELECT f.kind, s.options FROM donation_source f
JOIN statement s ON s.org_id = f.org_id AND s.id = f.source_id AND s.state <= 3
WHERE f.org_id = $1 AND f.donation_id = $2 AND f.kind IN (1, 4);

-- name: flow_refund_tellers
-- Formats of live files that tell of a refund.
SELECT s.format FROM refund r JOIN statement s ON s.org_id = r.org_id AND s.id = r.statement_id AND s.state <= 3
WHERE r.org_id = $1 AND r.id = $2
UNION
SELECT s.format FROM donation_source f JOIN statement s ON s.org_id = f.org_id AND s.id = f.source_id AND s.state <= 3
WHERE f.org_id = $1 AND f.donation_id = $2 AND f.kind = 1;

-- name: flow_object_of_account
-- Is a gift or refund, where it lies now ($2) or was first ($3), on an account ($4), or told by a file of it?
SELECT 1 FROM donation d LEFT JOIN statement s ON s.org_id = d.org_id AND s.id = d.statement_id
WHERE d.org_id = $1 AND d.id IN ($2, $3) AND (d.account_id = $4 OR s.account_id = $4)
UNION
SELECT 1 FROM refund r LEFT JOIN statement s ON s.org_id = r.org_id AND s.id = r.statement_id
WHERE r.org_id = $1 AND r.id IN ($2, $3) AND (r.account_id = $4 OR s.account_id = $4)
UNION
SELECT 1 FROM donation_source f JOIN statement s ON s.org_id = f.org_id AND s.id = f.source_id AND s.account_id = $4
WHERE f.org_id = $1 AND f.donation_id IN ($2, $3) AND f.kind = 1;

-- name: flow_statement_gifts
-- Gifts without a leaf that a confirmed file brought: by id range.
SELECT d.id, d.effective_day, d.row_number FROM donation d LEFT JOIN log_leaf l ON l.source_id = d.id
WHERE d.org_id = $1 AND d.id >= $2 AND d.id <= $3 AND d.statement_id = $4 AND d.state = 1 AND l.number IS NULL;

-- name: flow_statement_seen
-- Gifts without a leaf that another file or door brought and this one tells of, too.  A moved one whose leaf stands in its old place
-- comes with the move, behind the void of that.
SELECT d.id, d.effective_day, CAST(min(f.row_number) AS BIGINT) FROM donation_source f
JOIN donation d ON d.org_id = f.org_id AND d.id = f.donation_id LEFT JOIN log_leaf l ON l.source_id = d.id
WHERE f.org_id = $1 AND f.source_id = $2 AND f.kind = 1 AND d.state = 1 AND l.number IS NULL
  AND (d.statement_id IS NULL OR d.statement_id <> $2)
  AND (d.origin_id IS NULL OR NOT EXISTS (SELECT 1 FROM donation b JOIN log_leaf k ON k.source_id = b.id AND k.kind = 1
    LEFT JOIN log_leaf v ON v.sup = k.number
    WHERE b.org_id = d.org_id AND (b.id = d.origin_id OR b.origin_id = d.origin_id) AND v.number IS NULL))
GROUP BY d.id, d.effective_day;

-- name: flow_refunds_unlogged
-- Booked refunds of any campaign without a leaf that a confirmed file or a clerk tells of.
SELECT r.id, r.effective_day, 0 FROM refund r LEFT JOIN log_leaf l ON l.source_id = r.id
LEFT JOIN statement s ON s.org_id = r.org_id AND s.id = r.statement_id
WHERE r.org_id = $1 AND r.state = 2 AND l.number IS NULL
  AND (r.statement_id IS NULL OR s.state = 3 OR EXISTS (
    SELECT 1 FROM donation_source f JOIN statement t ON t.org_id = f.org_id AND t.id = f.source_id
    WHERE f.org_id = r.org_id AND f.donation_id = r.id AND f.kind = 1 AND t.state = 3))
ORDER BY r.id;

-- name: flow_gifts_void
-- Reversed gifts of any campaign whose leaf still stands; a moved one gets its void with the move.
SELECT d.id, d.effective_day, 0, d.campaign_id FROM donation d JOIN log_leaf l ON l.source_id = d.id AND l.sup IS NULL
LEFT JOIN log_leaf v ON v.sup = l.number
WHERE d.org_id = $1 AND d.state = 2 AND d.moved_to IS NULL AND v.number IS NULL;

-- name: flow_refunds_void
-- Reversed refunds whose leaf still stands.
SELECT r.id, r.effective_day, 0, r.campaign_id FROM refund r JOIN log_leaf l ON l.source_id = r.id AND l.sup IS NULL
LEFT JOIN log_leaf v ON v.sup = l.number
WHERE r.org_id = $1 AND r.state = 3 AND v.number IS NULL;

-- name: flow_leaf_standing
-- The entry of a record that nothing has replaced.
-- all-orgs: by the record alone
SELECT l.number FROM log_leaf l LEFT JOIN log_leaf v ON v.sup = l.number
WHERE l.source_id = $1 AND l.sup IS NULL AND v.number IS NULL;

-- name: flow_gift_tellers
-- Who tells of a gift in public: a confirmed file, a notification, a clerk.
SELECT count(*) FROM donation_source f LEFT JOIN statement s ON s.org_id = f.org_id AND s.id = f.source_id AND f.kind = 1
WHERE f.org_id = $1 AND f.donation_id = $2 AND (f.kind IN (2, 3) OR s.state = 3);

-- name: flow_refund
-- all-orgs: by id alone
SELECT org_id, campaign_id, amount_fen, effective_day, state, asset_id FROM refund WHERE id = $1;

-- name: flow_note_last
-- all-orgs: notes belong to the house
SELECT number FROM log_leaf WHERE org_id = 0 AND project_id = 0 AND kind = 9 ORDER BY seq DESC LIMIT 1;

-- name: flow_rows_known
-- Rows of a file that tell of money that was in the books: not those that brought a gift which was moved since.
SELECT f.row_number FROM donation_source f
LEFT JOIN donation d ON d.org_id = f.org_id AND d.id = f.donation_id
LEFT JOIN donation o ON o.org_id = d.org_id AND o.id = d.origin_id AND o.statement_id = f.source_id AND o.row_number = f.row_number
WHERE f.org_id = $1 AND f.source_id = $2 AND f.kind IN (1, 4) AND o.id IS NULL;

-- name: flow_rows_kept
SELECT row_number FROM statement_row WHERE org_id = $1 AND statement_id = $2;

-- ---- reconciliation ---------------------------------------------------------------------------
-- Files name the account of CNY; those of other currencies stand beside it, so the join goes by all but the asset.

-- name: flow_reconcile_span
-- First and last day of files, then of the books: $1 unit, $2 account.
SELECT COALESCE(min(s.first_day), 0), COALESCE(max(s.last_day), 0) FROM account a
JOIN account c ON c.org_id = a.org_id AND c.role = a.role AND c.purpose_id = a.purpose_id AND c.campaign_id = a.campaign_id
  AND c.party_id = a.party_id AND c.asset_id = 1
JOIN statement s ON s.org_id = c.org_id AND s.account_id = c.id AND s.state <= 3 AND s.first_day > 0
WHERE a.org_id = $1 AND a.id = $2
UNION ALL
SELECT COALESCE(min(effective_day), 0), COALESCE(max(effective_day), 0) FROM account_day WHERE org_id = $1 AND account_id = $2;

-- name: flow_reconcile_files
-- What live files say of each day: $1 unit, $2 account, $3 first and $4 last day.
SELECT d.day, s.id, s.file_name, d.rows, d.amount_in, d.amount_out, d.ignored_in, d.ignored_out, d.rejected, d.balance,
  d.loose_rows, d.loose
FROM account a
JOIN account c ON c.org_id = a.org_id AND c.role = a.role AND c.purpose_id = a.purpose_id AND c.campaign_id = a.campaign_id
  AND c.party_id = a.party_id AND c.asset_id = 1
JOIN statement s ON s.org_id = c.org_id AND s.account_id = c.id AND s.state <= 3 AND s.last_day >= $3 AND s.first_day <= $4
JOIN statement_day d ON d.org_id = s.org_id AND d.statement_id = s.id AND d.asset_id = a.asset_id AND d.day >= $3 AND d.day <= $4
WHERE a.org_id = $1 AND a.id = $2
ORDER BY d.day, s.id;

-- name: flow_reconcile_common
-- What a file tells of a day and a live file before it tells, too: gifts, refunds, payouts and charges.
SELECT x.day, x.file, count(*), CAST(sum(CASE WHEN x.amount > 0 THEN x.amount ELSE 0 END) AS BIGINT),
  CAST(sum(CASE WHEN x.amount > 0 THEN 0 ELSE x.amount END) AS BIGINT)
FROM (
  SELECT f.source_id AS file, f.donation_id AS id, d.effective_day AS day, d.amount_fen AS amount,
    COALESCE(d.statement_id, 0) AS origin, c.id AS account_id, c.org_id
  FROM account a
  JOIN account c ON c.org_id = a.org_id AND c.role = a.role AND c.purpose_id = a.purpose_id AND c.campaign_id = a.campaign_id
    AND c.party_id = a.party_id AND c.asset_id = 1
  JOIN statement s ON s.org_id = c.org_id AND s.account_id = c.id AND s.state <= 3 AND s.last_day >= $3 AND s.first_day <= $4
  JOIN donation_source f ON f.org_id = s.org_id AND f.source_id = s.id AND f.kind = 1
  JOIN donation d ON d.org_id = f.org_id AND d.id = f.donation_id AND d.asset_id = a.asset_id
    AND d.effective_day >= $3 AND d.effective_day <= $4 AND d.moved_to IS NULL
  WHERE a.org_id = $1 AND a.id = $2
  UNION ALL
  SELECT f.source_id, f.donation_id, r.effective_day, -r.amount_fen, COALESCE(r.statement_id, 0), c.id, c.org_id
  FROM account a
  JOIN account c ON c.org_id = a.org_id AND c.role = a.role AND c.purpose_id = a.purpose_id AND c.campaign_id = a.campaign_id
    AND c.party_id = a.party_id AND c.asset_id = 1
  JOIN statement s ON s.org_id = c.org_id AND s.account_id = c.id AND s.state <= 3 AND s.last_day >= $3 AND s.first_day <= $4
  JOIN donation_source f ON f.org_id = s.org_id AND f.source_id = s.id AND f.kind = 1
  JOIN refund r ON r.org_id = f.org_id AND r.id = f.donation_id AND r.asset_id = a.asset_id
    AND r.effective_day >= $3 AND r.effective_day <= $4
  WHERE a.org_id = $1 AND a.id = $2
  UNION ALL
  SELECT f.source_id, f.donation_id, m.effective_day, CASE WHEN m.kind = 1 THEN m.amount ELSE -m.amount END,
    m.statement_id, c.id, c.org_id
  FROM account a
  JOIN account c ON c.org_id = a.org_id AND c.role = a.role AND c.purpose_id = a.purpose_id AND c.campaign_id = a.campaign_id
    AND c.party_id = a.party_id AND c.asset_id = 1
  JOIN statement s ON s.org_id = c.org_id AND s.account_id = c.id AND s.state <= 3 AND s.last_day >= $3 AND s.first_day <= $4
  JOIN donation_source f ON f.org_id = s.org_id AND f.source_id = s.id AND f.kind = 1
  JOIN movement m ON m.org_id = f.org_id AND m.id = f.donation_id AND m.asset_id = a.asset_id
    AND m.effective_day >= $3 AND m.effective_day <= $4
  WHERE a.org_id = $1 AND a.id = $2
) x
WHERE EXISTS (SELECT 1 FROM statement o WHERE o.org_id = x.org_id AND o.id = x.origin AND o.account_id = x.account_id
              AND o.state <= 3 AND o.id < x.file)
   OR EXISTS (SELECT 1 FROM donation_source g JOIN statement o ON o.org_id = g.org_id AND o.id = g.source_id
              WHERE g.org_id = x.org_id AND g.donation_id = x.id AND g.kind = 1 AND o.account_id = x.account_id
              AND o.state <= 3 AND o.id < x.file)
GROUP BY x.day, x.file;

-- name: flow_reconcile_directed
-- Gifts that rules of direction sent from a file of this account to another one's books, less those that came here so.
SELECT d.effective_day, CAST(sum(CASE WHEN d.account_id = $2 THEN -d.amount_fen ELSE d.amount_fen END) AS BIGINT)
FROM account a
JOIN account c ON c.org_id = a.org_id AND c.role = a.role AND c.purpose_id = a.purpose_id AND c.campaign_id = a.campaign_id
  AND c.party_id = a.party_id AND c.asset_id = 1
JOIN statement s ON s.org_id = c.org_id AND s.state <= 3 AND s.last_day >= $3 AND s.first_day <= $4
  AND EXISTS (SELECT 1 FROM direction_catch k WHERE k.org_id = s.org_id AND k.statement_id = s.id AND k.asset_id = a.asset_id)
JOIN statement_slice i ON i.org_id = s.org_id AND i.statement_id = s.id
JOIN donation d ON d.org_id = s.org_id AND d.id >= i.first_id AND d.id <= i.last_id AND d.statement_id = s.id AND d.state = 1
  AND d.asset_id = a.asset_id AND d.effective_day >= $3 AND d.effective_day <= $4
WHERE a.org_id = $1 AND a.id = $2
  AND ((s.account_id = c.id AND d.account_id <> a.id) OR (s.account_id <> c.id AND d.account_id = a.id))
GROUP BY d.effective_day;

-- name: flow_reconcile_moved
-- Gifts that files of this account tell of and that a person moved to another one's books, less those that came here so.
SELECT d.effective_day, CAST(sum(CASE WHEN d.account_id = $2 THEN -d.amount_fen ELSE d.amount_fen END) AS BIGINT)
FROM account a
JOIN account c ON c.org_id = a.org_id AND c.role = a.role AND c.purpose_id = a.purpose_id AND c.campaign_id = a.campaign_id
  AND c.party_id = a.party_id AND c.asset_id = 1
JOIN donation d ON d.org_id = a.org_id AND d.origin_id IS NOT NULL AND d.state = 1 AND d.asset_id = a.asset_id
  AND d.effective_day >= $3 AND d.effective_day <= $4
WHERE a.org_id = $1 AND a.id = $2
  AND (d.account_id <> a.id) = EXISTS (SELECT 1 FROM donation_source f
    JOIN statement s ON s.org_id = f.org_id AND s.id = f.source_id AND s.state <= 3 AND s.account_id = c.id
    WHERE f.org_id = d.org_id AND f.donation_id = d.id AND f.kind = 1)
  AND (d.account_id <> a.id OR EXISTS (SELECT 1 FROM donation_source f
    JOIN statement s ON s.org_id = f.org_id AND s.id = f.source_id AND s.state <= 3
    WHERE f.org_id = d.org_id AND f.donation_id = d.id AND f.kind = 1))
GROUP BY d.effective_day;

-- name: flow_reconcile_periods
-- From when to when each live file goes; one without a row of money has no days.
SELECT s.first_day, s.last_day FROM account a
JOIN account c ON c.org_id = a.org_id AND c.role = a.role AND c.purpose_id = a.purpose_id AND c.campaign_id = a.campaign_id
  AND c.party_id = a.party_id AND c.asset_id = 1
JOIN statement s ON s.org_id = c.org_id AND s.account_id = c.id AND s.state <= 3 AND s.first_day > 0 AND s.last_day >= $3 AND s.first_day <= $4
WHERE a.org_id = $1 AND a.id = $2;

-- name: flow_reconcile_books
SELECT effective_day, CAST(sum(debit) AS BIGINT), CAST(sum(credit) AS BIGINT), CAST(sum(count) AS BIGINT) FROM account_day
WHERE org_id = $1 AND account_id = $2 AND effective_day >= $3 AND effective_day <= $4 GROUP BY effective_day;

-- name: flow_reconcile_beside
-- Money that left (or came back to) the account and stands in no row of its own files, as it enters files - books: the provider's
-- fees, and payouts that the file of another account tells.
SELECT t.effective_day, t.reason, CAST(sum(CASE WHEN t.credit_account = $2 THEN t.amount ELSE -t.amount END) AS BIGINT)
FROM transfer t
LEFT JOIN movement m ON m.org_id = t.org_id AND m.id = t.entry_id
WHERE t.org_id = $1 AND (t.credit_account = $2 OR t.debit_account = $2) AND t.reason <> 1 AND t.effective_day >= $3
  AND t.effective_day <= $4 AND ((t.reason = 2 AND m.id IS NULL) OR (t.reason = 5 AND m.account_id <> $2))
GROUP BY t.effective_day, t.reason;

-- name: flow_reconcile_unfiled
-- Gifts of the account that stand and that no live file tells of, by day.
SELECT d.effective_day, CAST(sum(d.amount_fen) AS BIGINT), count(*) FROM donation d
LEFT JOIN statement s ON s.org_id = d.org_id AND s.id = d.statement_id
WHERE d.org_id = $1 AND d.account_id = $2 AND d.effective_day >= $3 AND d.effective_day <= $4 AND d.state = 1
  AND (d.statement_id IS NULL OR s.state > 3)
  AND NOT EXISTS (SELECT 1 FROM donation_source f JOIN statement o ON o.org_id = f.org_id AND o.id = f.source_id
                  WHERE f.org_id = d.org_id AND f.donation_id = d.id AND f.kind = 1 AND o.state <= 3)
GROUP BY d.effective_day;

-- name: flow_reconcile_elsewhere
-- Gifts that a live file of this account tells of and that lie in the like account of another campaign, sent there by a rule or moved by
-- a person; then, less than 0, those that lie here and that only files of such accounts tell of.  A gift of no file of its own may have
-- been told by one later.
SELECT d.effective_day, CAST(sum(d.amount_fen) AS BIGINT), count(*) FROM account a
JOIN account c ON c.org_id = a.org_id AND c.role = a.role AND c.purpose_id = a.purpose_id AND c.campaign_id = a.campaign_id
  AND c.party_id = a.party_id AND c.asset_id = 1
JOIN account b ON b.org_id = a.org_id AND b.role = a.role AND b.party_id = a.party_id AND b.asset_id = a.asset_id
  AND b.campaign_id <> a.campaign_id
JOIN donation d ON d.org_id = b.org_id AND d.account_id = b.id AND d.state = 1 AND d.effective_day >= $3 AND d.effective_day <= $4
WHERE a.org_id = $1 AND a.id = $2
  AND (d.statement_id IN (SELECT s.id FROM statement s WHERE s.org_id = c.org_id AND s.account_id = c.id AND s.state <= 3)
    OR (d.statement_id IS NULL AND EXISTS (SELECT 1 FROM donation_source f
      JOIN statement s ON s.org_id = f.org_id AND s.id = f.source_id AND s.account_id = c.id AND s.state <= 3
      WHERE f.org_id = d.org_id AND f.donation_id = d.id AND f.kind = 1)))
GROUP BY d.effective_day
UNION ALL
SELECT d.effective_day, -CAST(sum(d.amount_fen) AS BIGINT), count(*) FROM account a
JOIN account c ON c.org_id = a.org_id AND c.role = a.role AND c.purpose_id = a.purpose_id AND c.campaign_id = a.campaign_id
  AND c.party_id = a.party_id AND c.asset_id = 1
JOIN donation d ON d.org_id = a.org_id AND d.account_id = a.id AND d.state = 1 AND d.effective_day >= $3 AND d.effective_day <= $4
LEFT JOIN statement s ON s.org_id = d.org_id AND s.id = d.statement_id AND s.state <= 3
WHERE a.org_id = $1 AND a.id = $2 AND (s.id IS NULL OR s.account_id <> c.id)
  AND NOT EXISTS (SELECT 1 FROM donation_source f JOIN statement o ON o.org_id = f.org_id AND o.id = f.source_id
                  WHERE f.org_id = d.org_id AND f.donation_id = d.id AND f.kind = 1 AND o.state <= 3 AND o.account_id = c.id)
  AND (s.id IS NOT NULL OR EXISTS (SELECT 1 FROM donation_source f JOIN statement o ON o.org_id = f.org_id AND o.id = f.source_id
                  WHERE f.org_id = d.org_id AND f.donation_id = d.id AND f.kind = 1 AND o.state <= 3))
GROUP BY d.effective_day;

-- name: flow_match_alike
-- Gifts of CNY that nobody has claimed, of a name or a payer, newest first; 0 for what is not asked.
SELECT f.donation_id, f.campaign_id, f.code, f.is_order, f.payer_key, f.name_key, f.state, f.best, d.amount_fen, d.effective_day
FROM match_fact f JOIN donation d ON d.org_id = f.org_id AND d.id = f.donation_id
WHERE f.org_id = $1 AND f.state <> 2 AND f.name_key = $2 AND d.asset_id = 1
UNION
SELECT f.donation_id, f.campaign_id, f.code, f.is_order, f.payer_key, f.name_key, f.state, f.best, d.amount_fen, d.effective_day
FROM match_fact f JOIN donation d ON d.org_id = f.org_id AND d.id = f.donation_id
WHERE f.org_id = $1 AND f.state <> 2 AND f.payer_key = $3 AND d.asset_id = 1
ORDER BY 1 DESC LIMIT $4;

-- name: flow_match_touched
-- Gifts that nobody has claimed, of these names, payers or codes, or of a payer who stands for one of these names, newest first; 0 for
-- what is not asked.
SELECT f.donation_id, f.campaign_id, f.code, f.is_order, f.payer_key, f.name_key, f.state, f.best, d.amount_fen, d.effective_day, d.asset_id
FROM match_fact f JOIN donation d ON d.org_id = f.org_id AND d.id = f.donation_id
WHERE f.org_id = $1 AND f.state <> 2 AND f.donation_id < $62 AND f.name_key IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
UNION
SELECT f.donation_id, f.campaign_id, f.code, f.is_order, f.payer_key, f.name_key, f.state, f.best, d.amount_fen, d.effective_day, d.asset_id
FROM match_fact f JOIN donation d ON d.org_id = f.org_id AND d.id = f.donation_id
WHERE f.org_id = $1 AND f.state <> 2 AND f.donation_id < $62 AND f.payer_key IN ($22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41)
UNION
SELECT f.donation_id, f.campaign_id, f.code, f.is_order, f.payer_key, f.name_key, f.state, f.best, d.amount_fen, d.effective_day, d.asset_id
FROM match_fact f JOIN donation d ON d.org_id = f.org_id AND d.id = f.donation_id
WHERE f.org_id = $1 AND f.state <> 2 AND f.donation_id < $62 AND f.code IN ($42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61)
UNION
SELECT f.donation_id, f.campaign_id, f.code, f.is_order, f.payer_key, f.name_key, f.state, f.best, d.amount_fen, d.effective_day, d.asset_id
FROM match_fact f JOIN donation d ON d.org_id = f.org_id AND d.id = f.donation_id
WHERE f.org_id = $1 AND f.state <> 2 AND f.donation_id < $62 AND f.payer_key IN (
  SELECT p.payer_key FROM match_payer p WHERE p.org_id = $1 AND p.name_key IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21))
ORDER BY 1 DESC LIMIT $63;

-- name: flow_match_queue
-- Gifts that wait for a person, the likeliest first; state 0: all.
SELECT f.donation_id, f.campaign_id, f.code, f.is_order, f.payer_key, f.name_key, f.payer, f.remark, f.state, f.best,
       d.amount_fen, d.effective_day, d.paid_us, d.channel, COALESCE(d.statement_id, o.statement_id, 0),
       COALESCE(d.row_number, o.row_number, 0), d.asset_id
FROM match_fact f JOIN donation d ON d.org_id = f.org_id AND d.id = f.donation_id
LEFT JOIN donation o ON o.org_id = d.org_id AND o.id = d.origin_id
WHERE f.org_id = $1 AND f.campaign_id = $2 AND f.state >= 3 AND (f.state = $3 OR $3 = 0) AND f.best >= $4 AND f.best < $5
  AND (f.best, f.donation_id) < ($6, $7)
ORDER BY f.best DESC, f.donation_id DESC LIMIT $8;

-- name: flow_match_counts
-- How many wait and how much of CNY, how many of them are very likely, likely, on hold.
SELECT count(*), CAST(COALESCE(sum(CASE WHEN d.asset_id = 1 THEN d.amount_fen ELSE 0 END), 0) AS BIGINT),
       CAST(COALESCE(sum(CASE WHEN f.best >= 850 AND f.state = 3 THEN 1 ELSE 0 END), 0) AS BIGINT),
       CAST(COALESCE(sum(CASE WHEN f.best >= 500 AND f.best < 850 AND f.state = 3 THEN 1 ELSE 0 END), 0) AS BIGINT),
       CAST(COALESCE(sum(CASE WHEN f.state = 4 THEN 1 ELSE 0 END), 0) AS BIGINT)
FROM match_fact f JOIN donation d ON d.org_id = f.org_id AND d.id = f.donation_id
WHERE f.org_id = $1 AND f.campaign_id = $2 AND f.state >= 3;

-- name: flow_poster_org
-- all-orgs: by its code
SELECT id FROM org WHERE code = $1;

-- name: flow_seen_account
-- The campaign of an account in which money of gifts comes in: bank and clearing, in CNY.
SELECT campaign_id FROM account WHERE id = $1 AND org_id = $2 AND role IN (1, 2) AND asset_id = 1 AND campaign_id <> 0;
