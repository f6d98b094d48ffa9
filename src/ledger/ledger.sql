-- The ledger's queries.

-- name: ledger_accounts
-- all-orgs: accounts are a reference table
SELECT id, org_id, code, class, role, asset_id, purpose_id, campaign_id, party_id, name_zh, name_en, is_guarded,
       opened_day, COALESCE(closed_day, 0)
FROM account ORDER BY code;

-- name: ledger_totals
-- all-orgs: read once at start
SELECT account_id, CAST(sum(debit) AS BIGINT), CAST(sum(credit) AS BIGINT) FROM account_day GROUP BY account_id;

-- name: ledger_account_put
INSERT INTO account (id, org_id, code, class, role, asset_id, purpose_id, campaign_id, party_id, name_zh, name_en,
                     is_guarded, opened_day)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: ledger_transfer_put
INSERT INTO transfer (org_id, id, entry_id, debit_account, credit_account, asset_id, amount, effective_day, entered_day,
                      reason, source_id, reverses_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: ledger_day_add
INSERT INTO account_day (org_id, account_id, effective_day, entered_day, node, debit, credit, count)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (org_id, account_id, effective_day, entered_day, node) DO UPDATE SET
  debit = account_day.debit + excluded.debit, credit = account_day.credit + excluded.credit,
  count = account_day.count + excluded.count;

-- name: ledger_view_days
-- Turnover per account of what took effect and was entered up to two days.
-- all-orgs: the caller filters
SELECT account_id, CAST(sum(debit) AS BIGINT), CAST(sum(credit) AS BIGINT), CAST(sum(count) AS BIGINT)
FROM account_day WHERE effective_day <= $1 AND entered_day <= $2 GROUP BY account_id;

-- name: ledger_view_debits
-- The day of a known_at instant, transfer by transfer.
-- all-orgs: the caller filters
SELECT debit_account, CAST(sum(amount) AS BIGINT), count(*) FROM transfer
WHERE effective_day <= $1 AND entered_day = $2 AND id < $3 GROUP BY debit_account;

-- name: ledger_view_credits
-- all-orgs: the caller filters
SELECT credit_account, CAST(sum(amount) AS BIGINT), count(*) FROM transfer
WHERE effective_day <= $1 AND entered_day = $2 AND id < $3 GROUP BY credit_account;

-- name: ledger_rows_all
-- all-orgs: export
SELECT id, entry_id, debit_account, credit_account, amount, effective_day, entered_day, reason, source_id,
       COALESCE(reverses_id, 0)
FROM transfer ORDER BY id;

-- name: ledger_recount_rows
-- all-orgs: verification
SELECT debit_account, credit_account, amount, effective_day, entered_day FROM transfer;

-- name: ledger_days_kept
-- all-orgs: verification
SELECT account_id, effective_day, entered_day, CAST(sum(debit) AS BIGINT), CAST(sum(credit) AS BIGINT),
       CAST(sum(count) AS BIGINT)
FROM account_day GROUP BY account_id, effective_day, entered_day;

-- name: ledger_reversals_bad
-- A reversal must mirror an earlier transfer exactly.
-- all-orgs: verification
SELECT r.id FROM transfer r LEFT JOIN transfer t ON t.id = r.reverses_id
WHERE r.reverses_id IS NOT NULL AND (t.id IS NULL OR t.id >= r.id OR t.amount <> r.amount
  OR t.debit_account <> r.credit_account OR t.credit_account <> r.debit_account);

-- name: ledger_chart_roles
-- Codes of a chart by role.
SELECT role, code FROM chart_role WHERE chart = $1;

-- name: ledger_entry_legs
-- The legs of an entry, to be reversed; ids of an entry are consecutive.
-- all-orgs: by id range
SELECT id, debit_account, credit_account, amount FROM transfer WHERE id >= $1 AND id < $1 + 64 AND entry_id = $1;
