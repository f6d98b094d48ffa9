-- What the pages read and no domain offers: the public order of transfers, and lists of staff.

-- Columns of a public transfer, the same in all queries of them:
--   0 number in the log (NULL: not in it)  1 kind of its leaf (NULL)  2 amount  3 day it took effect  4 day it was entered
--   5-7 account that was debited: code, name_zh, name_en  8-10 credited: the same  11 reason  12 1 for a reversal
--   13 channel of its gift (NULL)  14 label that the giver agreed to (NULL)  15 asset
-- A leaf that takes back another one stands for the transfer that reverses.

-- name: web_log_page
-- Entries about money before a number, newest first: $1 before, $2 limit, $3 account, $4 campaign, $5 kind (0: any).
-- all-orgs: the log is one
SELECT l.number, l.kind, COALESCE(r.amount, t.amount), COALESCE(r.effective_day, t.effective_day),
       COALESCE(r.entered_day, t.entered_day), da.code, da.name_zh, da.name_en, ca.code, ca.name_zh, ca.name_en,
       COALESCE(r.reason, t.reason), CASE WHEN r.id IS NULL THEN 0 ELSE 1 END, d.channel, p.label, t.asset_id
FROM log_leaf l
JOIN transfer t ON t.org_id = l.org_id AND t.id = l.source_id
LEFT JOIN transfer r ON l.kind = 6 AND r.org_id = l.org_id AND r.reverses_id = l.source_id
JOIN account da ON da.id = COALESCE(r.debit_account, t.debit_account)
JOIN account ca ON ca.id = COALESCE(r.credit_account, t.credit_account)
LEFT JOIN donation d ON d.org_id = l.org_id AND d.id = l.source_id
LEFT JOIN donation_person p ON p.org_id = l.org_id AND p.donation_id = l.source_id
WHERE l.number < $1 AND l.kind IN (1, 5, 6) AND (CAST($4 AS BIGINT) = 0 OR l.project_id + 0 = $4) AND (CAST($5 AS BIGINT) = 0 OR l.kind = $5)
  AND (CAST($3 AS BIGINT) = 0 OR t.debit_account = $3 OR t.credit_account = $3)
ORDER BY l.number DESC LIMIT $2;

-- name: web_log_sparse
-- The same for an account that few transfers touch: they are looked for among the transfers, then in the log.  The log would be
-- walked to its begin.
-- all-orgs: the log is one
SELECT l.number, l.kind, COALESCE(r.amount, t.amount), COALESCE(r.effective_day, t.effective_day),
       COALESCE(r.entered_day, t.entered_day), da.code, da.name_zh, da.name_en, ca.code, ca.name_zh, ca.name_en,
       COALESCE(r.reason, t.reason), CASE WHEN r.id IS NULL THEN 0 ELSE 1 END, d.channel, p.label, t.asset_id
FROM transfer t
CROSS JOIN log_leaf l
LEFT JOIN transfer r ON l.kind = 6 AND r.org_id = l.org_id AND r.reverses_id = l.source_id
JOIN account da ON da.id = COALESCE(r.debit_account, t.debit_account)
JOIN account ca ON ca.id = COALESCE(r.credit_account, t.credit_account)
LEFT JOIN donation d ON d.org_id = l.org_id AND d.id = l.source_id
LEFT JOIN donation_person p ON p.org_id = l.org_id AND p.donation_id = l.source_id
WHERE (t.debit_account = $3 OR t.credit_account = $3) AND l.source_id = t.id AND l.org_id = t.org_id
  AND l.number < $1 AND l.kind IN (1, 5, 6) AND (CAST($4 AS BIGINT) = 0 OR l.project_id + 0 = $4) AND (CAST($5 AS BIGINT) = 0 OR l.kind = $5)
ORDER BY l.number DESC LIMIT $2;

-- name: web_log_latest
-- The newest gifts of a campaign in the log.
SELECT l.number, l.kind, t.amount, t.effective_day, t.entered_day, da.code, da.name_zh, da.name_en,
       ca.code, ca.name_zh, ca.name_en, t.reason, 0, d.channel, p.label, t.asset_id
FROM log_leaf l
JOIN transfer t ON t.org_id = l.org_id AND t.id = l.source_id
JOIN account da ON da.id = t.debit_account
JOIN account ca ON ca.id = t.credit_account
JOIN donation d ON d.org_id = l.org_id AND d.id = l.source_id AND d.state = 1
LEFT JOIN donation_person p ON p.org_id = l.org_id AND p.donation_id = l.source_id
WHERE l.org_id = $1 AND l.project_id = $2 AND l.kind = 1
ORDER BY l.seq DESC LIMIT $3;

-- name: web_wait_newest
-- Of the newest $1 transfers those gifts that the log does not hold; $2 account or 0.  Second: 1 where an entry is to come: the gift
-- stands.
-- all-orgs: the public list of everything
SELECT NULL, CASE WHEN d.state = 1 THEN 1 ELSE 0 END, t.amount, t.effective_day, t.entered_day, da.code, da.name_zh, da.name_en,
       ca.code, ca.name_zh, ca.name_en, t.reason, CASE WHEN t.reverses_id IS NULL THEN 0 ELSE 1 END, d.channel, p.label, t.asset_id
FROM (SELECT org_id, id, entry_id, debit_account, credit_account, asset_id, amount, effective_day, entered_day, reason, reverses_id
      FROM transfer ORDER BY id DESC LIMIT $1) t
JOIN account da ON da.id = t.debit_account
JOIN account ca ON ca.id = t.credit_account
LEFT JOIN donation d ON d.org_id = t.org_id AND d.id = COALESCE(t.reverses_id, t.id)
LEFT JOIN donation_person p ON p.org_id = t.org_id AND p.donation_id = COALESCE(t.reverses_id, t.id)
WHERE (CAST($2 AS BIGINT) = 0 OR t.debit_account = $2 OR t.credit_account = $2) AND t.reason = 1
  AND NOT EXISTS (SELECT 1 FROM log_leaf l WHERE l.source_id = t.entry_id)
ORDER BY t.effective_day DESC, t.amount DESC;

-- name: web_wait_other
-- Transfers that are no gifts and stand in no entry of the log.  Second: 1 where an entry is to come: a refund, and the reversal of
-- what the log holds.  Fees, settlements and reversals of what it never held get none.
-- all-orgs: the public list of everything
SELECT NULL, CASE WHEN t.reverses_id IS NULL AND t.reason = 3 OR o.number IS NOT NULL THEN 1 ELSE 0 END, t.amount, t.effective_day, t.entered_day, da.code, da.name_zh, da.name_en,
       ca.code, ca.name_zh, ca.name_en, t.reason, CASE WHEN t.reverses_id IS NULL THEN 0 ELSE 1 END, d.channel, p.label, t.asset_id
FROM transfer t
JOIN account da ON da.id = t.debit_account
JOIN account ca ON ca.id = t.credit_account
LEFT JOIN log_leaf o ON o.source_id = t.reverses_id AND o.kind <> 6
LEFT JOIN donation d ON d.org_id = t.org_id AND d.id = t.reverses_id
LEFT JOIN donation_person p ON p.org_id = t.org_id AND p.donation_id = t.reverses_id
WHERE t.reason <> 1 AND (CAST($2 AS BIGINT) = 0 OR t.debit_account = $2 OR t.credit_account = $2)
  AND NOT EXISTS (SELECT 1 FROM log_leaf l WHERE l.source_id = COALESCE(t.reverses_id, t.entry_id)
                  AND (t.reverses_id IS NULL OR l.kind = 6))
ORDER BY t.effective_day DESC, t.amount DESC LIMIT $1;

-- name: web_wait_gifts
-- Every gift that the log does not hold, for files; $1 account or 0.
-- all-orgs: the public list of everything
SELECT NULL, CASE WHEN d.state = 1 THEN 1 ELSE 0 END, t.amount, t.effective_day, t.entered_day, da.code, da.name_zh, da.name_en,
       ca.code, ca.name_zh, ca.name_en, t.reason, 0, d.channel, p.label, t.asset_id
FROM transfer t
JOIN account da ON da.id = t.debit_account
JOIN account ca ON ca.id = t.credit_account
LEFT JOIN donation d ON d.org_id = t.org_id AND d.id = t.id
LEFT JOIN donation_person p ON p.org_id = t.org_id AND p.donation_id = t.id
WHERE t.reason = 1 AND (CAST($1 AS BIGINT) = 0 OR t.debit_account = $1 OR t.credit_account = $1)
  AND NOT EXISTS (SELECT 1 FROM log_leaf l WHERE l.source_id = t.entry_id)
ORDER BY t.effective_day DESC, t.amount DESC;

-- name: web_log_void
-- The entry that takes back another one.
-- all-orgs: the log is one
SELECT number FROM log_leaf WHERE sup = $1;

-- name: web_org_names
SELECT name_zh, name_en FROM org WHERE id = $1;

-- name: web_org_root
-- The federation itself: the first root ever made.
SELECT name_zh, name_en FROM org WHERE parent_id IS NULL ORDER BY id LIMIT 1;

-- name: web_purposes
-- What was given in CNY for each purpose of a campaign, from the kept totals of its income accounts.  A gift that left an account
-- was counted when it came and when it went.
-- all-orgs: the campaign names its organisation
SELECT p.name_zh, p.name_en, CAST(sum(k.count - 2 * k.left_count) AS BIGINT), CAST(sum(k.fen) AS BIGINT)
FROM purpose p
JOIN (SELECT a.campaign_id, a.purpose_id,
        (SELECT CAST(COALESCE(sum(y.count), 0) AS BIGINT) FROM account_day y WHERE y.org_id = a.org_id AND y.account_id = a.id) AS count,
        (SELECT CAST(COALESCE(sum(y.credit) - sum(y.debit), 0) AS BIGINT) FROM account_day y
         WHERE y.org_id = a.org_id AND y.account_id = a.id) AS fen,
        (SELECT count(*) FROM transfer t WHERE t.debit_account = a.id AND t.reason <> 1) AS left_count
      FROM account a WHERE a.campaign_id = $1 AND a.purpose_id <> 0 AND a.class = 4 AND a.asset_id = 1) k
  ON k.campaign_id = p.campaign_id AND k.purpose_id = p.id
WHERE p.campaign_id = $1 GROUP BY p.id, p.name_zh, p.name_en ORDER BY p.id LIMIT $2;

-- name: web_refund_counts
SELECT state, count(*) FROM refund WHERE org_id = $1 AND campaign_id = $2 GROUP BY state;

-- ---- staff ------------------------------------------------------------------------------------

-- name: web_person_role
-- The first role that a person holds.
-- all-orgs: by person
SELECT role FROM role_grant WHERE person_id = $1 AND ended_us IS NULL ORDER BY id LIMIT 1;

-- name: web_person_locked
-- all-orgs: by id alone
SELECT locked_us FROM person WHERE id = $1;

-- name: web_held_counts
-- Refunds whose gift is not in the books, a unit a row; the sum is of CNY.
-- all-orgs: the reader's scope is applied to the rows
SELECT org_id, count(*), CAST(sum(CASE WHEN asset_id = 1 THEN amount_fen ELSE 0 END) AS BIGINT) FROM refund WHERE state = 1 GROUP BY org_id;

-- name: web_doubt_counts
-- Notifications that fit several payments, a unit a row.
-- all-orgs: the reader's scope is applied to the rows
SELECT org_id, count(*) FROM payment_doubt WHERE ended_us IS NULL GROUP BY org_id;

-- name: web_wait_counts
-- Payments that wait for their giver, a unit a row.  state >= 3 names the index.
-- all-orgs: the reader's scope is applied to the rows
SELECT org_id, count(*) FROM match_fact WHERE state >= 3 AND state = 3 GROUP BY org_id;

-- name: web_doubts
-- all-orgs: the reader's scope is applied to the rows
SELECT org_id, id, campaign_id, day, amount_fen, token_id, asset_id FROM payment_doubt WHERE ended_us IS NULL ORDER BY id DESC LIMIT $1;

-- name: web_unconfirmed_counts
-- Imports that wait for a second person, a unit a row.
-- all-orgs: the reader's scope is applied to the rows
SELECT org_id, count(*) FROM statement WHERE state = 2 GROUP BY org_id;

-- name: web_confirmable_counts
-- Those of them that somebody other than $1 brought in.
-- all-orgs: the reader's scope is applied to the rows
SELECT org_id, count(*) FROM statement WHERE state = 2 AND made_by <> $1 GROUP BY org_id;

-- name: web_gift_transfers
-- The transfer of a gift and the one that reverses it, as in all queries of public transfers.
SELECT l.number, l.kind, t.amount, t.effective_day, t.entered_day, da.code, da.name_zh, da.name_en,
       ca.code, ca.name_zh, ca.name_en, t.reason, CASE WHEN t.reverses_id IS NULL THEN 0 ELSE 1 END, d.channel, p.label, t.asset_id
FROM donation d
JOIN transfer t ON t.org_id = d.org_id AND (t.id = d.id OR t.reverses_id = d.id)
JOIN account da ON da.id = t.debit_account
JOIN account ca ON ca.id = t.credit_account
LEFT JOIN donation_person p ON p.org_id = d.org_id AND p.donation_id = d.id
LEFT JOIN log_leaf l ON l.source_id = d.id AND ((t.reverses_id IS NULL AND l.kind = 1) OR (t.reverses_id IS NOT NULL AND l.kind = 6))
WHERE d.org_id = $1 AND d.id = $2 ORDER BY t.id;

-- name: web_gift_label
SELECT label FROM donation_person WHERE org_id = $1 AND donation_id = $2;

-- name: web_log_range
-- First and last entry among records with ids of a range.
-- all-orgs: the log is one
SELECT COALESCE(min(number), 0), COALESCE(max(number), 0) FROM log_leaf WHERE org_id = $1 AND source_id >= $2 AND source_id <= $3;

-- name: web_debits
-- Transfers that took something out of an account of gifts: claims and reversals.
-- all-orgs: the account names its organisation
SELECT count(*) FROM transfer WHERE debit_account = $1 AND reason <> 1;

-- name: web_gift_sealed
-- 1 when something of the giver is kept sealed.
SELECT count(*) FROM donation_person
WHERE org_id = $1 AND donation_id = $2 AND (name IS NOT NULL OR message IS NOT NULL OR payment_no IS NOT NULL);

-- name: web_row_gift
-- The gift that a row of a file became: $1 unit, $2 file, $3 row; looked for among the ids of the slice that booked it.
SELECT d.id FROM donation d
WHERE d.org_id = $1 AND d.statement_id = $2 AND d.row_number = $3
  AND d.id >= (SELECT first_id FROM statement_slice WHERE org_id = $1 AND statement_id = $2 AND first_row <= $3 ORDER BY first_row DESC LIMIT 1)
  AND d.id <= (SELECT last_id FROM statement_slice WHERE org_id = $1 AND statement_id = $2 AND first_row <= $3 ORDER BY first_row DESC LIMIT 1);

-- name: web_import_held
-- Refunds of a file whose gift is not in the books: $1 unit, $2 file.
SELECT count(*) FROM refund WHERE org_id = $1 AND state = 1 AND statement_id = $2;

-- name: web_day_transfers
-- Transfers of an account that took effect on a day and are no gifts: reason, amount (less than 0: out of the account), name of the
-- other account; $1 unit, $2 account, $3 day, $4 limit.
SELECT t.reason, CASE WHEN t.debit_account = $2 THEN t.amount ELSE -t.amount END, o.name_zh, o.name_en
FROM transfer t JOIN account o ON o.id = CASE WHEN t.debit_account = $2 THEN t.credit_account ELSE t.debit_account END
WHERE t.org_id = $1 AND (t.debit_account = $2 OR t.credit_account = $2) AND t.reason <> 1 AND t.effective_day = $3
ORDER BY t.id LIMIT $4;

-- name: web_day_gifts
-- Gifts of an account and day that stand, in the order of entry: $1 unit, $2 account, $3 day, $4 after, $5 limit.
SELECT id, amount_fen, paid_us, channel FROM donation
WHERE org_id = $1 AND account_id = $2 AND effective_day = $3 AND id > $4 AND state = 1 ORDER BY id LIMIT $5;

-- ---- a giver's own page -----------------------------------------------------------------------

-- Columns of both: 0 gift  1 asset  2 what of it is hers  3 day of payment  4 channel  5 day of entry  6 number in the log (NULL)
--   7 state  8 campaign  9 label (NULL)

-- name: web_giver_promised
-- What came for a promise: $1 unit, $2 promise.
SELECT d.id, d.asset_id, k.fen, d.effective_day, d.channel, t.entered_day, l.number, d.state, d.campaign_id, p.label, d.amount_fen
FROM match_link k
JOIN donation d ON d.org_id = k.org_id AND d.id = k.donation_id
JOIN transfer t ON t.org_id = d.org_id AND t.id = d.id
LEFT JOIN log_leaf l ON l.source_id = d.id AND l.kind = 1
LEFT JOIN donation_person p ON p.org_id = d.org_id AND p.donation_id = d.id
WHERE k.org_id = $1 AND k.promise_id = $2 ORDER BY d.id;

-- name: web_giver_gift
-- A gift as it stands now, also where it was moved to: $1 unit, $2 gift.
SELECT d.id, d.asset_id, d.amount_fen, d.effective_day, d.channel, t.entered_day, l.number, d.state, d.campaign_id, p.label, d.amount_fen
FROM donation d
JOIN transfer t ON t.org_id = d.org_id AND t.id = d.id
LEFT JOIN log_leaf l ON l.source_id = d.id AND l.kind = 1
LEFT JOIN donation_person p ON p.org_id = d.org_id AND p.donation_id = d.id
WHERE d.org_id = $1 AND (d.id = $2 OR d.origin_id = (SELECT COALESCE(o.origin_id, o.id) FROM donation o WHERE o.org_id = $1 AND o.id = $2))
  AND d.moved_to IS NULL ORDER BY d.id;

-- name: web_giver_sources
-- Where a gift was seen: kind, when (less than 0: the id that tells it), names of the file's account; what brought it stands first.
-- The file that brought a moved gift is among its sources; what no file brought, a provider told or a clerk entered.
SELECT 1 AS kind, s.made_us AS at_us, a.name_zh, a.name_en, 0 AS place
FROM donation d JOIN statement s ON s.org_id = d.org_id AND s.id = d.statement_id JOIN account a ON a.id = s.account_id
WHERE d.org_id = $1 AND d.id = $2 AND d.origin_id IS NULL
UNION ALL
SELECT CASE WHEN d.channel = 5 THEN 3 ELSE 2 END, -COALESCE(d.origin_id, d.id), '', '', 0
FROM donation d LEFT JOIN donation o ON o.org_id = d.org_id AND o.id = d.origin_id
WHERE d.org_id = $1 AND d.id = $2 AND COALESCE(o.statement_id, d.statement_id) IS NULL
  AND NOT EXISTS (SELECT 1 FROM donation_source x WHERE x.org_id = $1 AND x.donation_id = $2
                  AND x.kind = CASE WHEN d.channel = 5 THEN 3 ELSE 2 END)
UNION ALL
SELECT x.kind, x.seen_us, COALESCE(a.name_zh, ''), COALESCE(a.name_en, ''), 1
FROM donation_source x
LEFT JOIN statement s ON x.kind = 1 AND s.org_id = x.org_id AND s.id = x.source_id
LEFT JOIN account a ON a.id = s.account_id
WHERE x.kind <= 3 AND x.org_id = $1 AND x.donation_id = $2
ORDER BY 5, 2;

-- name: web_disclosure_gifts
-- Gifts that stand in the log before a close, in its order: $1 campaign, $2 the close, $3 behind which entry, $4 the last day, $5 limit.
-- all-orgs: the log is one
SELECT l.number, d.effective_day, d.amount_fen, d.asset_id, d.channel, COALESCE(p.label, '')
FROM log_leaf l JOIN donation d ON d.org_id = l.org_id AND d.id = l.source_id
LEFT JOIN donation_person p ON p.org_id = l.org_id AND p.donation_id = l.source_id
LEFT JOIN log_leaf v ON v.sup = l.number AND v.number < $2
WHERE l.number > $3 AND l.number < $2 AND l.kind + 0 = 1 AND l.project_id + 0 = $1 AND v.number IS NULL AND d.effective_day <= $4
ORDER BY l.number LIMIT $5;

-- ---- posters and figures seen -----------------------------------------------------------------

-- name: web_poster_org
-- all-orgs: by its code
SELECT name_zh, name_en FROM org WHERE code = $1 AND closed_day IS NULL;

-- name: web_poster_counts
-- Promises that one unit's poster led to, and those of which the money is here: $1 unit of the poster, $2 campaign.
-- all-orgs: promises belong to the fundraiser, their count to the unit of the poster
SELECT count(*), CAST(COALESCE(sum(CASE WHEN state = 2 THEN 1 ELSE 0 END), 0) AS BIGINT) FROM promise WHERE poster_id = $1 AND campaign_id = $2;

-- name: web_seen_accounts
-- Accounts of a campaign into which gifts in yuan come, clearing before bank.
SELECT code, name_zh, name_en FROM account
WHERE org_id = $1 AND campaign_id = $2 AND role IN (1, 2) AND asset_id = 1 AND closed_day IS NULL ORDER BY role DESC, id LIMIT $3;
