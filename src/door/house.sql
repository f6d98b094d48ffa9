-- Settings of an installation and the data it is born with.

-- name: house_settings
SELECT name, value FROM setting ORDER BY name;

-- name: house_setting
SELECT value FROM setting WHERE name = $1;

-- name: house_setting_put
INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: house_asset_put
INSERT INTO asset (id, code, name_zh, name_en, scale) VALUES ($1, $2, $3, $4, $5);

-- name: house_chart_put
INSERT INTO chart_account (chart, code, name_zh, name_en, class, from_day) VALUES ($1, $2, $3, $4, $5, $6);

-- name: house_role_put
INSERT INTO chart_role (chart, role, code) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: house_gifts_walk
-- Each gift with its amount of CNY and what its transfer says: the gift that must have a key (of a booked one that is no cash: itself,
-- or the one that it was before it was moved), 1 where the transfer is the right one, 1 where there is a transfer of a gift.
-- all-orgs: verification
SELECT d.id, CASE WHEN d.asset_id = 1 THEN d.amount_fen ELSE 0 END, COALESCE(d.statement_id, 0), CASE WHEN d.state = 1 AND d.channel <> 5 THEN COALESCE(d.origin_id, d.id) ELSE 0 END,
  CASE WHEN t.id IS NULL OR t.amount <> d.amount_fen OR t.asset_id <> d.asset_id OR t.debit_account <> d.account_id OR t.reason <> 1
    OR t.source_id <> d.id OR t.effective_day <> d.effective_day THEN 0 ELSE 1 END,
  CASE WHEN t.reason = 1 THEN 1 ELSE 0 END
FROM donation d LEFT JOIN transfer t ON t.org_id = d.org_id AND t.id = d.id ORDER BY d.id;

-- name: house_gift_transfers_count
-- all-orgs: verification
SELECT count(*) FROM transfer WHERE reason = 1;

-- name: house_keys_count
-- all-orgs: verification
SELECT count(*) FROM payment_seen;

-- name: house_key_objects
-- all-orgs: verification
SELECT object_id FROM payment_seen;

-- name: house_others_count
-- Refunds and movements, which have payment keys, too.
-- all-orgs: verification
SELECT (SELECT count(*) FROM refund) + (SELECT count(*) FROM movement);

-- name: house_other_ids
-- all-orgs: verification
SELECT id FROM refund UNION ALL SELECT id FROM movement;

-- name: house_movements_differ
-- Payouts and charges whose transfer is missing, differs, or is reversed when they are not (and the other way round).
-- all-orgs: verification
SELECT count(*) FROM movement m LEFT JOIN transfer t ON t.org_id = m.org_id AND t.id = m.id
LEFT JOIN transfer r ON r.org_id = m.org_id AND r.reverses_id = m.id
WHERE t.id IS NULL OR t.amount <> abs(m.amount) OR t.asset_id <> m.asset_id OR t.effective_day <> m.effective_day
   OR (m.state = 2) <> (r.id IS NOT NULL);

-- name: house_imports_count
-- all-orgs: verification
SELECT count(*) FROM statement;

-- name: house_imports_say
-- What imports say of themselves; the last: 1 where the outcomes of the rows add up, or the import is not that far.
-- all-orgs: verification
SELECT id, booked, amount_fen, CASE WHEN state IN (2, 3) AND
  rows <> booked + duplicates + refunds + settlements + ignored + rejected THEN 0 ELSE 1 END
FROM statement ORDER BY id;

-- name: house_refunds_lost
-- all-orgs: verification
SELECT count(*) FROM refund r LEFT JOIN transfer t ON t.org_id = r.org_id AND t.id = r.id
WHERE r.state = 2 AND (t.id IS NULL OR t.amount <> r.amount_fen OR t.asset_id <> r.asset_id OR t.reason <> 3 OR t.effective_day <> r.effective_day);

-- name: house_refund_transfers_stray
-- That it is no gift is said twice: only so SQLite sees that the small index holds all of them.
-- all-orgs: verification
SELECT count(*) FROM transfer t LEFT JOIN refund r ON r.org_id = t.org_id AND r.id = t.id
WHERE t.reason = 3 AND t.reason <> 1 AND (r.id IS NULL OR r.state = 1);

-- name: house_assets_mixed
-- Transfers whose two accounts do not count in its asset.
-- all-orgs: verification
SELECT count(*) FROM transfer t JOIN account d ON d.id = t.debit_account JOIN account c ON c.id = t.credit_account
WHERE d.asset_id <> t.asset_id OR c.asset_id <> t.asset_id;

-- name: house_hours_differ
-- Campaigns and currencies whose kept counts are not those of their gifts.
-- all-orgs: verification
SELECT count(*) FROM (
  SELECT u.campaign_id, u.asset_id, CAST(sum(u.gifts) AS BIGINT) AS gifts, CAST(sum(u.fen) AS BIGINT) AS fen FROM (
    SELECT campaign_id, asset_id, gifts, fen FROM campaign_hour
    UNION ALL SELECT campaign_id, asset_id, -1, -amount_fen FROM donation WHERE state = 1) u
  GROUP BY u.campaign_id, u.asset_id) s WHERE s.gifts <> 0 OR s.fen <> 0;

-- name: house_giver_counts_differ
-- Campaigns whose kept counts of givers are not theirs: a known giver counts once, all others with each gift.
-- all-orgs: verification
SELECT count(*) FROM (
  SELECT u.campaign_id, CAST(sum(u.givers) AS BIGINT) AS givers FROM (
    SELECT campaign_id, givers FROM campaign_hour
    UNION ALL SELECT campaign_id, -1 FROM giver
    UNION ALL SELECT campaign_id, -persons FROM donation WHERE state = 1 AND giver_no IS NULL) u
  GROUP BY u.campaign_id) s WHERE s.givers <> 0;

-- name: house_others_differ
-- Imports whose gifts of another currency are not as many or as much as they say.
-- all-orgs: verification
SELECT count(*) FROM statement_asset s LEFT JOIN (
  SELECT org_id, statement_id, asset_id, count(*) AS gifts, CAST(sum(amount_fen) AS BIGINT) AS amount FROM donation
  WHERE statement_id IS NOT NULL AND asset_id <> 1 GROUP BY org_id, statement_id, asset_id) d
  ON d.org_id = s.org_id AND d.statement_id = s.statement_id AND d.asset_id = s.asset_id
WHERE s.booked <> COALESCE(d.gifts, 0) OR s.amount <> COALESCE(d.amount, 0);

-- name: house_accounts_missing
-- all-orgs: verification
SELECT count(*) FROM account_day d LEFT JOIN account a ON a.id = d.account_id WHERE a.id IS NULL OR a.org_id <> d.org_id;

-- name: house_orgs_stray
-- all-orgs: verification
SELECT count(*) FROM org o LEFT JOIN org p ON p.id = o.parent_id LEFT JOIN org l ON l.id = o.legal_id
WHERE (o.parent_id IS NOT NULL AND (p.id IS NULL OR o.path <> p.path || o.code || '/' OR o.level <> p.level + 1))
  OR (o.parent_id IS NULL AND o.path <> '/' || o.code || '/') OR l.id IS NULL;

-- name: house_grants_stray
-- all-orgs: verification
SELECT count(*) FROM role_grant g LEFT JOIN person p ON p.id = g.person_id LEFT JOIN org o ON o.id = g.org_id
WHERE p.id IS NULL OR (g.org_id <> 0 AND o.id IS NULL);

-- name: house_gift_leaves
-- all-orgs: verification
SELECT l.number, l.bytes, d.amount_fen, d.effective_day, d.channel, d.asset_id
FROM log_leaf l LEFT JOIN donation d ON d.org_id = l.org_id AND d.id = l.source_id WHERE l.kind = 1 ORDER BY l.number;

-- name: house_log_waiting
-- all-orgs: verification
SELECT (SELECT count(*) FROM log_wait) +
  (SELECT count(*) FROM change c WHERE c.seq > COALESCE((SELECT max(k.seq) FROM log_cursor k WHERE k.node = c.node), 0));

-- name: house_gifts_unlogged
-- Of a moved gift, who brought it is said by the one that was booked first.
-- all-orgs: verification
SELECT count(*) FROM donation d LEFT JOIN log_leaf l ON l.source_id = d.id
LEFT JOIN donation o ON o.org_id = d.org_id AND o.id = d.origin_id
LEFT JOIN statement s ON s.org_id = d.org_id AND s.id = COALESCE(d.statement_id, o.statement_id)
WHERE d.state = 1 AND l.number IS NULL AND (COALESCE(d.statement_id, o.statement_id) IS NULL OR s.state = 3);

-- name: house_gifts_unvoided
-- Reversed gifts whose entry still stands.
-- all-orgs: verification
SELECT count(*) FROM donation d JOIN log_leaf l ON l.source_id = d.id AND l.kind = 1 LEFT JOIN log_leaf v ON v.sup = l.number
WHERE d.state = 2 AND v.number IS NULL;

-- name: house_moves_apart
-- Withdrawn entries of moved gifts that are not followed by the entry of the new place, though the log has one.
-- all-orgs: verification
SELECT count(*) FROM donation d JOIN log_leaf l ON l.source_id = d.id AND l.kind = 1 JOIN log_leaf v ON v.sup = l.number
WHERE d.moved_to IS NOT NULL
  AND EXISTS (SELECT 1 FROM donation n JOIN log_leaf g ON g.source_id = n.id AND g.kind = 1
    WHERE n.org_id = d.org_id AND n.origin_id = COALESCE(d.origin_id, d.id) AND n.id > d.id)
  AND NOT EXISTS (SELECT 1 FROM log_leaf g JOIN donation n ON n.org_id = d.org_id AND n.id = g.source_id
    WHERE g.number = v.number + 1 AND g.kind = 1 AND n.origin_id = COALESCE(d.origin_id, d.id));

-- name: house_moves_differ
-- A moved gift is reversed, and the one that it became is the same money of the same first gift; each of those came from one.
-- all-orgs: verification
SELECT (SELECT count(*) FROM donation d LEFT JOIN donation n ON n.org_id = d.org_id AND n.id = d.moved_to
  WHERE d.moved_to IS NOT NULL AND (d.state <> 2 OR n.id IS NULL OR n.origin_id IS NULL OR n.origin_id <> COALESCE(d.origin_id, d.id)
    OR n.id <= d.id OR n.amount_fen <> d.amount_fen OR n.asset_id <> d.asset_id OR n.effective_day <> d.effective_day
    OR n.channel <> d.channel OR COALESCE(n.paid_us, 0) <> COALESCE(d.paid_us, 0) OR n.statement_id IS NOT NULL)) +
  (SELECT count(*) FROM donation d LEFT JOIN (SELECT org_id, moved_to, count(*) AS times FROM donation
    WHERE moved_to IS NOT NULL GROUP BY org_id, moved_to) b ON b.org_id = d.org_id AND b.moved_to = d.id
  WHERE d.origin_id IS NOT NULL AND COALESCE(b.times, 0) <> 1);

-- name: house_givers_differ
-- Known givers whose gifts that stand are not as many as is kept of them.
-- all-orgs: verification
SELECT count(*) FROM (
  SELECT u.org_id, u.campaign_id, u.no FROM (
    SELECT org_id, campaign_id, no, gifts FROM giver
    UNION ALL SELECT org_id, campaign_id, giver_no, -1 FROM donation WHERE state = 1 AND giver_no IS NOT NULL) u
  GROUP BY u.org_id, u.campaign_id, u.no HAVING CAST(sum(u.gifts) AS BIGINT) <> 0) s;

-- name: house_refunds_unlogged
-- all-orgs: verification
SELECT count(*) FROM refund r LEFT JOIN log_leaf l ON l.source_id = r.id
LEFT JOIN statement s ON s.org_id = r.org_id AND s.id = r.statement_id
WHERE r.state = 2 AND l.number IS NULL AND (r.statement_id IS NULL OR s.state = 3);

-- name: house_gifts_count
-- all-orgs: verification
SELECT count(*) FROM donation WHERE state = 1;

-- name: house_hours_count
-- all-orgs: verification
SELECT CAST(COALESCE(sum(gifts), 0) AS BIGINT) FROM campaign_hour;

-- name: house_promises_stray
-- What was given for a promise is the sum of its links; all of it, when it is kept.
-- all-orgs: verification
SELECT count(*) FROM promise p LEFT JOIN (
  SELECT org_id, promise_id, CAST(sum(fen) AS BIGINT) AS fen FROM match_link WHERE promise_id <> 0 GROUP BY org_id, promise_id) l
  ON l.org_id = p.org_id AND l.promise_id = p.id
WHERE p.given_fen <> COALESCE(l.fen, 0) OR (p.state = 2 AND p.given_fen <> p.amount_fen) OR (p.state = 1 AND p.given_fen = p.amount_fen);

-- name: house_links_stray
-- Links are of booked gifts that are claimed, and take no more than there is; and of promises that are there.
-- all-orgs: verification
SELECT (SELECT count(*) FROM (SELECT org_id, donation_id, CAST(sum(fen) AS BIGINT) AS fen FROM match_link GROUP BY org_id, donation_id) l
  LEFT JOIN donation d ON d.org_id = l.org_id AND d.id = l.donation_id
  WHERE d.id IS NULL OR d.state <> 1 OR d.is_claimed = 0 OR d.amount_fen < l.fen) +
  (SELECT count(*) FROM match_link l LEFT JOIN promise p ON p.org_id = l.org_id AND p.id = l.promise_id
  WHERE l.promise_id <> 0 AND (p.id IS NULL OR p.org_id <> l.org_id));

-- name: house_facts_stray
-- What waits for a person is a booked gift that nobody has claimed.
-- all-orgs: verification
SELECT count(*) FROM match_fact f LEFT JOIN donation d ON d.org_id = f.org_id AND d.id = f.donation_id
WHERE d.id IS NULL OR d.state <> 1 OR (f.state = 4 AND d.is_claimed = 1);

-- name: house_income_differs
-- Income accounts of gifts, claimed or not, beside the gifts that stand in them.
-- all-orgs: verification
SELECT count(*) FROM account a
LEFT JOIN (SELECT account_id, CAST(sum(credit) - sum(debit) AS BIGINT) AS fen FROM account_day GROUP BY account_id) t
  ON t.account_id = a.id
LEFT JOIN (SELECT d.org_id, d.campaign_id, d.purpose_id, b.asset_id, d.is_claimed, CAST(sum(d.amount_fen) AS BIGINT) AS fen
  FROM donation d JOIN account b ON b.id = d.account_id WHERE d.state = 1
  GROUP BY d.org_id, d.campaign_id, d.purpose_id, b.asset_id, d.is_claimed) g
  ON g.org_id = a.org_id AND g.campaign_id = a.campaign_id AND g.purpose_id = a.purpose_id AND g.asset_id = a.asset_id
  AND g.is_claimed = CASE WHEN a.role = 4 THEN 1 ELSE 0 END
WHERE a.role IN (4, 5) AND COALESCE(t.fen, 0) <> COALESCE(g.fen, 0);

-- name: house_receipts_stray
-- Numbers of a year that are not 1..last; receipts whose reviewer entered or gave nothing of his own; a gift in two that stand.
-- all-orgs: verification
SELECT (SELECT count(*) FROM receipt_series s LEFT JOIN (
    SELECT org_id, year, count(*) AS many, max(number) AS most FROM receipt GROUP BY org_id, year) r
    ON r.org_id = s.org_id AND r.year = s.year WHERE COALESCE(r.many, 0) <> s.last OR COALESCE(r.most, 0) <> s.last) +
  (SELECT count(*) FROM receipt r JOIN receipt_request q ON q.org_id = r.org_id AND q.id = r.request_id
    WHERE q.entered_by = r.reviewed_by OR q.receipt_id IS NULL) +
  (SELECT count(*) FROM (SELECT g.donation_id FROM receipt_gift g JOIN receipt r ON r.org_id = g.org_id AND r.id = g.receipt_id
    WHERE r.state = 1 GROUP BY g.org_id, g.donation_id HAVING count(*) > 1) t) +
  (SELECT count(*) FROM receipt r WHERE r.gifts <> (SELECT count(*) FROM receipt_gift g
    WHERE g.org_id = r.org_id AND g.receipt_id = r.id));

-- name: house_disclosures_stray
-- Numbers of a campaign's year without a gap; two persons; the two closes in the log say it is theirs; nothing is corrected that is
-- not published.
-- all-orgs: verification
SELECT (SELECT count(*) FROM (SELECT campaign_id, year, max(number) - count(*) AS gap FROM disclosure WHERE state = 3
  GROUP BY campaign_id, year) g WHERE g.gap <> 0) +
  (SELECT count(*) FROM disclosure d WHERE (d.state = 3) <> (d.number IS NOT NULL) OR (d.state IN (2, 3) AND
    (d.reviewed_by IS NULL OR d.reviewed_by = d.made_by OR d.log_state <> 1))) +
  (SELECT count(*) FROM disclosure d LEFT JOIN log_leaf l ON l.number = d.log_gifts
  LEFT JOIN log_leaf n ON n.number = d.log_gifts + 1
  WHERE d.log_state = 1 AND (l.number IS NULL OR l.kind <> 7 OR l.source_id <> d.id OR n.number IS NULL OR n.kind <> 7
    OR n.source_id <> d.id)) +
  (SELECT count(*) FROM disclosure d LEFT JOIN disclosure c ON c.org_id = d.org_id AND c.id = d.corrects_id AND c.state = 3
  WHERE d.corrects_id IS NOT NULL AND c.id IS NULL);

-- name: house_moved_to
-- The newest entry of a gift behind its move: $1 unit, $2 gift.
SELECT l.number, n.campaign_id FROM donation d
JOIN donation n ON n.org_id = d.org_id AND n.origin_id = COALESCE(d.origin_id, d.id) AND n.id > d.id
JOIN log_leaf l ON l.source_id = n.id AND l.kind = 1
WHERE d.org_id = $1 AND d.id = $2 AND d.moved_to IS NOT NULL ORDER BY n.id DESC LIMIT 1;

-- name: house_moved_from
-- The last entry of a gift before its move: $1 unit, $2 gift.
SELECT l.number, n.campaign_id FROM donation d
JOIN donation n ON n.org_id = d.org_id AND (n.id = d.origin_id OR n.origin_id = d.origin_id) AND n.id < d.id
JOIN log_leaf l ON l.source_id = n.id AND l.kind = 1
WHERE d.org_id = $1 AND d.id = $2 AND d.origin_id IS NOT NULL ORDER BY n.id DESC LIMIT 1;
