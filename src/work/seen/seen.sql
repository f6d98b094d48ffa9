-- What providers' screens show before their files are here.

-- name: seen_insert
INSERT INTO seen (id, org_id, campaign_id, account_id, as_of_us, day, gifts, amount_fen, made_by, made_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: seen_later_at
-- A figure of the account that stands and was read at the same time or later.
SELECT as_of_us FROM seen WHERE org_id = $1 AND account_id = $2 AND as_of_us >= $3 AND ended_us IS NULL LIMIT 1;

-- name: seen_booked_at
-- A file of the account that tells of the day or a later one.
SELECT last_day FROM statement WHERE org_id = $1 AND account_id = $2 AND last_day >= $3 AND state IN (2, 3) LIMIT 1;

-- name: seen_end
UPDATE seen SET ended_by = $3, ended_us = $4 WHERE id = $1 AND org_id = $2 AND ended_us IS NULL;

-- name: seen_newest
-- Newest first, with what took the place of each: 0 nothing, 1 a later figure, 2 the books, 3 it was taken back.
-- all-orgs: the campaign names its organisation
SELECT s.id, s.org_id, s.campaign_id, s.account_id, s.as_of_us, s.day, s.gifts, s.amount_fen, s.made_by, s.made_us, a.code, a.name_zh, a.name_en,
  CASE WHEN s.ended_us IS NOT NULL THEN 3
       WHEN EXISTS (SELECT 1 FROM statement t WHERE t.org_id = s.org_id AND t.account_id = s.account_id AND t.last_day >= s.day
                    AND t.state IN (2, 3)) THEN 2
       WHEN EXISTS (SELECT 1 FROM seen n WHERE n.org_id = s.org_id AND n.account_id = s.account_id AND n.as_of_us > s.as_of_us
                    AND n.ended_us IS NULL) THEN 1
       ELSE 0 END
FROM seen s JOIN account a ON a.id = s.account_id
WHERE s.campaign_id = $1 ORDER BY s.as_of_us DESC, s.id DESC LIMIT $2;
