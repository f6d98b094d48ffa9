-- Imported payment files.

-- name: statement_insert
INSERT INTO statement (org_id, id, campaign_id, account_id, format, file_digest, file_name, file_size, state, first_day, last_day,
  rows, booked, duplicates, refunds, settlements, ignored, rejected, matched, unclaimed, amount_fen, refund_fen, fee_mfen,
  stated_count, stated_fen, stated_refund_fen, stated_fee_mfen, next_row, made_by, made_us, options, version, profile_id, account_tail, opening, closing, content_digest, asset_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
  $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38);

-- name: statement_by_id
-- all-orgs: by id alone
SELECT org_id, id, campaign_id, account_id, format, file_digest, file_name, file_size, state, first_day, last_day,
  rows, booked, duplicates, refunds, settlements, ignored, rejected, matched, unclaimed, amount_fen, refund_fen, fee_mfen,
  COALESCE(stated_count, -1), COALESCE(stated_fen, -1), COALESCE(stated_refund_fen, -1), COALESCE(stated_fee_mfen, -1),
  next_row, made_by, made_us, COALESCE(confirmed_by, 0), COALESCE(confirmed_us, 0), COALESCE(undone_by, 0),
  COALESCE(undone_us, 0), options, version, profile_id,
  account_tail, opening, closing, asset_id
FROM statement WHERE id = $1;

-- name: statement_by_digest
SELECT org_id, id, campaign_id, account_id, format, file_digest, file_name, file_size, state, first_day, last_day,
  rows, booked, duplicates, refunds, settlements, ignored, rejected, matched, unclaimed, amount_fen, refund_fen, fee_mfen,
  COALESCE(stated_count, -1), COALESCE(stated_fen, -1), COALESCE(stated_refund_fen, -1), COALESCE(stated_fee_mfen, -1),
  next_row, made_by, made_us, COALESCE(confirmed_by, 0), COALESCE(confirmed_us, 0), COALESCE(undone_by, 0),
  COALESCE(undone_us, 0), options, version, profile_id,
  account_tail, opening, closing, asset_id
FROM statement WHERE org_id = $1 AND file_digest = $2 AND state <= 4 ORDER BY id LIMIT 1;

-- name: statement_newest
-- all-orgs: the caller's scope is checked before
SELECT org_id, id, campaign_id, account_id, format, file_digest, file_name, file_size, state, first_day, last_day,
  rows, booked, duplicates, refunds, settlements, ignored, rejected, matched, unclaimed, amount_fen, refund_fen, fee_mfen,
  COALESCE(stated_count, -1), COALESCE(stated_fen, -1), COALESCE(stated_refund_fen, -1), COALESCE(stated_fee_mfen, -1),
  next_row, made_by, made_us, COALESCE(confirmed_by, 0), COALESCE(confirmed_us, 0), COALESCE(undone_by, 0),
  COALESCE(undone_us, 0), options, version, profile_id,
  account_tail, opening, closing, asset_id
FROM statement WHERE id < $1 AND (campaign_id = $2 OR $2 = 0) AND (state = $3 OR $3 = 0) ORDER BY id DESC LIMIT $4;

-- name: statement_search
-- Newest first: $1 before, $2 campaign, $3 state, $4 account, $5 who brought it, $6 .. $7 days that it tells of, $8 limit; 0: any.
-- all-orgs: the reader's scope is applied to the rows
SELECT org_id, id, campaign_id, account_id, format, file_digest, file_name, file_size, state, first_day, last_day,
  rows, booked, duplicates, refunds, settlements, ignored, rejected, matched, unclaimed, amount_fen, refund_fen, fee_mfen,
  COALESCE(stated_count, -1), COALESCE(stated_fen, -1), COALESCE(stated_refund_fen, -1), COALESCE(stated_fee_mfen, -1),
  next_row, made_by, made_us, COALESCE(confirmed_by, 0), COALESCE(confirmed_us, 0), COALESCE(undone_by, 0),
  COALESCE(undone_us, 0), options, version, profile_id,
  account_tail, opening, closing, asset_id
FROM statement WHERE id < $1 AND (campaign_id = $2 OR $2 = 0) AND (state = $3 OR $3 = 0) AND (account_id = $4 OR $4 = 0)
  AND (made_by = $5 OR $5 = 0) AND (last_day >= $6 OR $6 = 0) AND (first_day <= $7 OR $7 = 0) ORDER BY id DESC LIMIT $8;

-- name: statement_makers
-- Who brought files in, and to which accounts.
-- all-orgs: the reader's scope is applied to the rows
SELECT DISTINCT org_id, made_by, account_id FROM statement ORDER BY org_id, made_by, account_id LIMIT $1;

-- name: statement_add_counts
UPDATE statement SET booked = booked + $3, duplicates = duplicates + $4, refunds = refunds + $5,
  settlements = settlements + $6, ignored = ignored + $7, rejected = rejected + $8, matched = matched + $9,
  unclaimed = unclaimed + $10, amount_fen = amount_fen + $11, refund_fen = refund_fen + $12, fee_mfen = fee_mfen + $13,
  next_row = $14, version = version + 1
WHERE org_id = $1 AND id = $2 AND next_row = $15;

-- name: statement_add_fee
UPDATE statement SET fee_mfen = fee_mfen + $3, version = version + 1 WHERE org_id = $1 AND id = $2;

-- name: statement_set_state
UPDATE statement SET state = $3, next_row = $5, version = version + 1 WHERE org_id = $1 AND id = $2 AND state = $4;

-- name: statement_set_confirmed
UPDATE statement SET state = 3, confirmed_by = $3, confirmed_us = $4, version = version + 1
WHERE org_id = $1 AND id = $2 AND state = 2;

-- name: statement_set_undoing
UPDATE statement SET state = 4, undone_by = $3, undone_us = $4, next_row = 0, version = version + 1
WHERE org_id = $1 AND id = $2 AND state IN (1, 2, 3);

-- name: statement_slice_insert
INSERT INTO statement_slice (org_id, statement_id, first_row, first_id, last_id) VALUES ($1, $2, $3, $4, $5);

-- name: statement_slice_ids
SELECT COALESCE(min(first_id), 0), COALESCE(max(last_id), 0) FROM statement_slice WHERE org_id = $1 AND statement_id = $2;

-- name: statement_kept_insert
INSERT INTO statement_row (org_id, statement_id, row_number, kind, field, rule, value) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: statement_kept_list
SELECT row_number, field, rule, value FROM statement_row WHERE org_id = $1 AND statement_id = $2 ORDER BY row_number LIMIT $3;

-- name: statement_asset_add
INSERT INTO statement_asset (org_id, statement_id, asset_id, booked, refunds, amount, refund, fee_milli)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (org_id, statement_id, asset_id) DO UPDATE SET
  booked = statement_asset.booked + excluded.booked, refunds = statement_asset.refunds + excluded.refunds,
  amount = statement_asset.amount + excluded.amount, refund = statement_asset.refund + excluded.refund,
  fee_milli = statement_asset.fee_milli + excluded.fee_milli;

-- name: statement_asset_list
-- By the code of the currency.
SELECT s.asset_id, s.booked, s.refunds, s.amount, s.refund, s.fee_milli FROM statement_asset s
JOIN asset a ON a.id = s.asset_id WHERE s.org_id = $1 AND s.statement_id = $2 ORDER BY a.code;

-- ---- uploads ----------------------------------------------------------------------------------

-- name: upload_insert
INSERT INTO upload (org_id, id, number, campaign_id, file_digest, file_name, file_size, place, made_by, made_us, ends_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: upload_by_id
-- all-orgs: by id alone
SELECT org_id, id, number, campaign_id, file_digest, file_name, file_size, place, made_by, made_us, ends_us
FROM upload WHERE id = $1 AND ends_us > $2 ORDER BY number;

-- name: upload_newest
-- Those that still wait, newest first.
-- all-orgs: the reader's scope is applied to the rows
SELECT org_id, id, number, campaign_id, file_digest, file_name, file_size, place, made_by, made_us, ends_us
FROM upload WHERE ends_us > $1 ORDER BY id DESC, number LIMIT $2;

-- name: upload_drop
DELETE FROM upload WHERE org_id = $1 AND id = $2;

-- name: upload_over_any
-- all-orgs: of the whole house
SELECT 1 FROM upload WHERE ends_us <= $1 LIMIT 1;

-- name: upload_over
-- all-orgs: of the whole house
DELETE FROM upload WHERE ends_us <= $1;
-- name: profile_insert
INSERT INTO profile (id, org_id, code, version, origin, digest, body, made_by, made_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: profile_by_id
-- all-orgs: by id alone
SELECT id, org_id, code, version, origin, body, made_by, made_us, COALESCE(ended_us, 0) FROM profile WHERE id = $1;

-- name: profile_by_digest
-- One that people add must be on offer: what was ended and is added again is a new version.
SELECT id, version FROM profile WHERE org_id = $1 AND code = $2 AND digest = $3 AND (CAST($4 AS BIGINT) <> 1 OR (origin = 1 AND ended_us IS NULL))
ORDER BY version DESC LIMIT 1;

-- name: profile_last_version
SELECT CAST(COALESCE(max(version), 0) AS BIGINT) FROM profile WHERE org_id = $1 AND code = $2;

-- name: profile_live
-- The newest version of each profile that people added, in the organisation or above it.
SELECT p.id, p.org_id, p.code, p.version, p.origin, p.body, p.made_by, p.made_us, COALESCE(p.ended_us, 0) FROM profile p
JOIN org a ON a.id = p.org_id JOIN org o ON o.id = $1
WHERE substr(o.path, 1, length(a.path)) = a.path AND p.origin = 1 AND p.ended_us IS NULL
  AND p.version = (SELECT max(q.version) FROM profile q WHERE q.org_id = p.org_id AND q.code = p.code)
ORDER BY a.level DESC, p.code;

-- name: profile_end
UPDATE profile SET ended_us = $3 WHERE org_id = $1 AND code = $2 AND origin = 1 AND ended_us IS NULL;

-- ---- days and neighbours ----------------------------------------------------------------------

-- name: statement_day_insert
INSERT INTO statement_day (org_id, statement_id, day, asset_id, rows, amount_in, amount_out, fee_milli, ignored_in, ignored_out,
  rejected, balance, loose_rows, loose)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: statement_before_day
SELECT id, last_day, account_tail, closing, asset_id FROM statement
WHERE org_id = $1 AND account_id = $2 AND state <= 3 AND last_day < $3 AND last_day > 0 ORDER BY last_day DESC, id DESC LIMIT 1;

-- name: statement_overlap
SELECT count(*), CAST(COALESCE(max(id), 0) AS BIGINT) FROM statement
WHERE org_id = $1 AND account_id = $2 AND state <= 3 AND first_day <= $4 AND last_day >= $3 AND id <> $5 AND file_digest <> $6;

-- name: statement_same_content
SELECT id FROM statement WHERE org_id = $1 AND content_digest = $2 AND file_digest <> $3 AND state <= 4 ORDER BY id LIMIT 1;

-- ---- rules of direction -----------------------------------------------------------------------

-- name: rule_insert
INSERT INTO direction_rule (id, org_id, account_id, words, campaign_id, purpose_id, made_by, made_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: rule_same
SELECT id FROM direction_rule WHERE org_id = $1 AND account_id = $2 AND words = $3 AND ended_us IS NULL;

-- name: rule_end
UPDATE direction_rule SET ended_us = $3 WHERE org_id = $1 AND id = $2 AND ended_us IS NULL;

-- name: rule_list
-- Those that stand at an instant; the longest words first, those of one account before those of any.
SELECT id, account_id, words, campaign_id, purpose_id, made_by, made_us FROM direction_rule
WHERE org_id = $1 AND made_us <= $2 AND (ended_us IS NULL OR ended_us > $2)
ORDER BY length(words) DESC, account_id DESC, id LIMIT $3;

-- ---- accounts with a daily bill ---------------------------------------------------------------

-- name: daily_put
INSERT INTO account_daily (org_id, account_id, hour, since_day, set_by) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (org_id, account_id) DO UPDATE SET hour = excluded.hour, set_by = excluded.set_by;

-- name: daily_cut
DELETE FROM account_daily WHERE org_id = $1 AND account_id = $2;

-- name: daily_list
-- With the last day that a live file covers.
-- all-orgs: the reader's scope is applied to the rows
SELECT d.org_id, d.account_id, a.code, d.hour, d.since_day,
  CAST(COALESCE((SELECT max(s.last_day) FROM statement s
                 WHERE s.org_id = d.org_id AND s.account_id = d.account_id AND s.state <= 3), 0) AS BIGINT)
FROM account_daily d JOIN account a ON a.id = d.account_id ORDER BY a.code LIMIT 500;

-- ---- profiles of accounts ---------------------------------------------------------------------

-- name: account_profile_insert
INSERT INTO account_profile (id, org_id, account_id, code, account_tail, made_by, made_us) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: account_profile_end
UPDATE account_profile SET ended_us = $3 WHERE org_id = $1 AND account_id = $2 AND ended_us IS NULL;

-- name: account_profile_list
-- What stands, of a unit or (0) of all; the number of the account, where the choice does not name it, from the newest file that does.
-- all-orgs: the reader's scope is applied to the rows
SELECT p.org_id, p.account_id, a.code, p.code,
  CASE WHEN p.account_tail <> '' THEN p.account_tail ELSE COALESCE((SELECT s.account_tail FROM statement s WHERE s.org_id = p.org_id
    AND s.account_id = p.account_id AND s.state <= 3 AND s.account_tail <> '' ORDER BY s.id DESC LIMIT 1), '') END,
  p.made_by, p.made_us
FROM account_profile p JOIN account a ON a.id = p.account_id
WHERE p.ended_us IS NULL AND (p.org_id = $1 OR $1 = 0) ORDER BY a.code LIMIT $2;

-- ---- what rules caught ------------------------------------------------------------------------

-- name: rule_catch_add
INSERT INTO direction_catch (org_id, rule_id, statement_id, asset_id, gifts, amount) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (org_id, rule_id, statement_id, asset_id) DO UPDATE SET gifts = direction_catch.gifts + excluded.gifts,
  amount = direction_catch.amount + excluded.amount;

-- name: rule_catches
-- all-orgs: the reader's scope is applied to the rules
SELECT rule_id, asset_id, CAST(sum(gifts) AS BIGINT), CAST(sum(amount) AS BIGINT) FROM direction_catch
WHERE org_id = $1 OR $1 = 0 GROUP BY rule_id, asset_id ORDER BY rule_id, asset_id;

-- name: rule_all
-- Standing ones first, the newest first: $1 unit or 0, $2 limit.
-- all-orgs: the reader's scope is applied to the rows
SELECT id, org_id, account_id, words, campaign_id, purpose_id, made_by, made_us, COALESCE(ended_us, 0) FROM direction_rule
WHERE org_id = $1 OR $1 = 0 ORDER BY CASE WHEN ended_us IS NULL THEN 0 ELSE 1 END, id DESC LIMIT $2;
