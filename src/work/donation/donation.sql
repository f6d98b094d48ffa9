-- Campaigns, gifts, refunds, the identity of payments.

-- name: campaign_all
-- all-orgs: campaigns are a reference table
SELECT id, org_id, code, name_zh, name_en, purpose_zh, purpose_en, beneficiary_zh, beneficiary_en, contact, surplus_zh,
       surplus_en, opened_us, COALESCE(closes_us, 0), COALESCE(filing_no, ''), filing_due_day, phase, is_exercise, version
FROM campaign ORDER BY opened_us, id;

-- name: campaign_put
INSERT INTO campaign (id, org_id, code, name_zh, name_en, purpose_zh, purpose_en, beneficiary_zh, beneficiary_en, contact,
                      surplus_zh, surplus_en, opened_us, closes_us, filing_no, filing_due_day, phase, is_exercise, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);

-- name: campaign_update
-- all-orgs: by id; the version decides
UPDATE campaign SET filing_no = $3, phase = $4, closes_us = $5, version = version + 1 WHERE id = $1 AND version = $2;

-- name: purpose_put
INSERT INTO purpose (id, campaign_id, code, name_zh, name_en) VALUES ($1, $2, $3, $4, $5);

-- name: purpose_all
-- all-orgs: purposes are a reference table
SELECT id, campaign_id, code, name_zh, name_en FROM purpose ORDER BY campaign_id, code;

-- name: campaign_hour_all
-- all-orgs: read once at start
SELECT campaign_id, hour, channel, asset_id, gifts, fen, givers, first_gifts, first_fen, last_us FROM campaign_hour
ORDER BY campaign_id, hour, channel, asset_id;

-- name: campaign_hour_add
INSERT INTO campaign_hour (org_id, campaign_id, hour, channel, asset_id, gifts, fen, givers, first_gifts, first_fen, last_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (org_id, campaign_id, hour, channel, asset_id) DO UPDATE SET
  gifts = campaign_hour.gifts + excluded.gifts, fen = campaign_hour.fen + excluded.fen,
  givers = campaign_hour.givers + excluded.givers, first_gifts = campaign_hour.first_gifts + excluded.first_gifts,
  first_fen = campaign_hour.first_fen + excluded.first_fen,
  last_us = CASE WHEN excluded.last_us > campaign_hour.last_us THEN excluded.last_us ELSE campaign_hour.last_us END;

-- name: donation_put
INSERT INTO donation (org_id, id, campaign_id, purpose_id, account_id, asset_id, amount_fen, effective_day, paid_us, channel,
                      donor_kind, persons, display, state, is_claimed, statement_id, row_number, entry_key, version, giver_no,
                      origin_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21);

-- name: donation_person_add
-- Of a gift that is being booked: there is none yet.
INSERT INTO donation_person (org_id, donation_id, label, name, message, payment_no) VALUES ($1, $2, $3, $4, $5, $6);

-- name: donation_person_put
INSERT INTO donation_person (org_id, donation_id, label, name, message, payment_no) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING;

-- name: donation_person_find
SELECT COALESCE(label, ''), name, message, payment_no FROM donation_person WHERE org_id = $1 AND donation_id = $2;

-- name: donation_source_row_put
INSERT INTO donation_source (org_id, donation_id, kind, source_id, row_number, seen_us) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING;

-- name: donation_source_list
SELECT kind, source_id, row_number, seen_us FROM donation_source WHERE org_id = $1 AND donation_id = $2
ORDER BY seen_us, kind, source_id, row_number;

-- name: donation_find
-- all-orgs: by id alone
SELECT org_id, id, campaign_id, purpose_id, account_id, amount_fen, effective_day, paid_us, channel, donor_kind, persons, display,
       state, is_claimed, COALESCE(statement_id, 0), COALESCE(row_number, 0), entry_key, version, asset_id,
       COALESCE(origin_id, 0), COALESCE(moved_to, 0), giver_no
FROM donation WHERE id = $1;

-- name: donation_newest
-- Gifts by the key, newest first; a filter of 0 takes all.
-- all-orgs: the caller's scope is checked before
SELECT org_id, id, campaign_id, purpose_id, account_id, amount_fen, effective_day, paid_us, channel, donor_kind, persons, display,
       state, is_claimed, COALESCE(statement_id, 0), COALESCE(row_number, 0), entry_key, version, asset_id,
       COALESCE(origin_id, 0), COALESCE(moved_to, 0), giver_no
FROM donation WHERE id < $1 AND (campaign_id = $2 OR $2 = 0) AND (statement_id = $3 OR $3 = 0)
  AND (channel = $4 OR $4 = 0) AND (is_claimed = 0 OR CAST($5 AS BIGINT) = 0)
ORDER BY id DESC LIMIT $6;

-- name: donation_claim_set
UPDATE donation SET is_claimed = 1, version = version + 1 WHERE org_id = $1 AND id = $2 AND is_claimed = 0;

-- name: donation_claim_by
-- What the giver chose before stays.
UPDATE donation SET is_claimed = 1, purpose_id = $3, donor_kind = CASE WHEN donor_kind = 0 THEN $4 ELSE donor_kind END,
  display = CASE WHEN display = 0 THEN $5 ELSE display END, version = version + 1
WHERE org_id = $1 AND id = $2 AND is_claimed = 0;

-- name: donation_unclaim
UPDATE donation SET is_claimed = 0, purpose_id = $3, donor_kind = 0, display = 0, version = version + 1
WHERE org_id = $1 AND id = $2 AND is_claimed = 1;

-- name: donation_person_name
UPDATE donation_person SET label = $3, name = $4, message = COALESCE(message, $5)
WHERE org_id = $1 AND donation_id = $2 AND name IS NULL;

-- name: donation_person_clear
UPDATE donation_person SET label = NULL, name = NULL, message = CASE WHEN message = $3 THEN NULL ELSE message END
WHERE org_id = $1 AND donation_id = $2;

-- name: donation_income
-- The account that its first transfer credited.
SELECT credit_account FROM transfer WHERE org_id = $1 AND id = $2;

-- name: donation_state_set
UPDATE donation SET state = $3, version = version + 1 WHERE org_id = $1 AND id = $2 AND state = $4;

-- name: donation_account_left
-- What an account holds, and whether it can be overdrawn.
SELECT a.code, a.is_guarded, CAST(COALESCE(sum(k.debit) - sum(k.credit), 0) AS BIGINT) FROM account a
LEFT JOIN account_day k ON k.org_id = a.org_id AND k.account_id = a.id
WHERE a.org_id = $1 AND a.id = $2 GROUP BY a.code, a.is_guarded;

-- name: donation_moved_set
UPDATE donation SET moved_to = $3 WHERE org_id = $1 AND id = $2 AND state = 2 AND moved_to IS NULL;

-- name: donation_person_unname
-- What is sealed stands with the gift that stands; the label was public and stays with its entry.
UPDATE donation_person SET name = NULL, message = NULL, payment_no = NULL WHERE org_id = $1 AND donation_id = $2;

-- name: donation_given_back
SELECT CAST(COALESCE(sum(amount_fen), 0) AS BIGINT) FROM refund WHERE org_id = $1 AND donation_id = $2 AND state = 2;

-- name: giver_more
UPDATE giver SET gifts = gifts + 1 WHERE org_id = $1 AND campaign_id = $2 AND no = $3;

-- name: giver_put
INSERT INTO giver (org_id, campaign_id, no, gifts) VALUES ($1, $2, $3, 1) ON CONFLICT DO NOTHING;

-- name: giver_less
UPDATE giver SET gifts = gifts - 1 WHERE org_id = $1 AND campaign_id = $2 AND no = $3 AND gifts > 1;

-- name: giver_cut
DELETE FROM giver WHERE org_id = $1 AND campaign_id = $2 AND no = $3;

-- name: payment_seen_put
INSERT INTO payment_seen (org_id, no, object_id) VALUES ($1, $2, $3);

-- name: payment_seen_find
SELECT no, object_id FROM payment_seen WHERE org_id = $1 AND no BETWEEN $2 AND $3;

-- name: payment_seen_any
SELECT 1 FROM payment_seen WHERE org_id = $1 AND no BETWEEN $2 AND $3 LIMIT 1;

-- name: refund_held_one
SELECT 1 FROM refund WHERE org_id = $1 AND state = 1 LIMIT 1;

-- name: payment_seen_cut
DELETE FROM payment_seen WHERE org_id = $1 AND no = $2;

-- name: payment_doubt_put
INSERT INTO payment_doubt (org_id, id, campaign_id, account_id, day, no, asset_id, amount_fen, token_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: refund_put
INSERT INTO refund (org_id, id, campaign_id, account_id, donation_id, amount_fen, effective_day, state, statement_id,
                    row_number, order_no, version, fee_mfen, asset_id, own_no)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: refund_named
UPDATE refund SET order_no = $3, own_no = $4 WHERE org_id = $1 AND id = $2;

-- name: refund_held_find
SELECT id, campaign_id, amount_fen, order_no, asset_id FROM refund
WHERE org_id = $1 AND order_no BETWEEN $2 AND $3 AND state = 1 ORDER BY id;

-- name: refund_of_gift
-- Refunds that were booked against a gift.
SELECT id FROM refund WHERE org_id = $1 AND donation_id = $2 AND state = 2 ORDER BY id;

-- name: donation_source_take
-- What stood for one object stands for another.
INSERT INTO donation_source (org_id, donation_id, kind, source_id, row_number, seen_us)
SELECT org_id, $3, kind, source_id, row_number, seen_us FROM donation_source WHERE org_id = $1 AND donation_id = $2;

-- name: refund_state_set
UPDATE refund SET state = $3, version = version + 1 WHERE org_id = $1 AND id = $2 AND state <> $3;

-- name: refund_find
-- all-orgs: by id alone
SELECT org_id, id, campaign_id, account_id, COALESCE(donation_id, 0), amount_fen, effective_day, state,
       COALESCE(statement_id, 0), COALESCE(row_number, 0), order_no, fee_mfen, asset_id, own_no FROM refund WHERE id = $1;

-- name: refund_newest
-- all-orgs: the caller's scope is checked before
SELECT org_id, id, campaign_id, account_id, COALESCE(donation_id, 0), amount_fen, effective_day, state,
       COALESCE(statement_id, 0), COALESCE(row_number, 0), asset_id
FROM refund WHERE id < $1 AND (campaign_id = $2 OR $2 = 0) AND (state = $3 OR $3 = 0) ORDER BY id DESC LIMIT $4;

-- name: fees_of_source
-- What stands of the fees that a record caused, by day.  That they are no gifts is said twice, so that SQLite sees that the
-- small index holds them.
-- all-orgs: the account names its organisation
SELECT f.effective_day, CAST(sum(f.fen) AS BIGINT) FROM (
  SELECT effective_day, amount AS fen FROM transfer WHERE debit_account = $1 AND source_id = $2 AND reason = 2 AND reason <> 1
  UNION ALL
  SELECT effective_day, -amount FROM transfer WHERE credit_account = $1 AND source_id = $2 AND reason = 2 AND reason <> 1) f
GROUP BY f.effective_day ORDER BY f.effective_day;

-- name: movement_put
INSERT INTO movement (org_id, id, campaign_id, account_id, kind, channel, amount, effective_day, state, statement_id, row_number,
                      asset_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: movement_find
-- all-orgs: by id alone
SELECT org_id, id, campaign_id, account_id, kind, channel, amount, effective_day, state, statement_id, row_number, asset_id
FROM movement WHERE id = $1;

-- name: movement_reverse
UPDATE movement SET state = 2 WHERE org_id = $1 AND id = $2 AND state = 1;
