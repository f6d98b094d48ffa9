-- Ways to give to a campaign.

-- name: way_insert
INSERT INTO way (id, org_id, campaign_id, kind, place, title_zh, title_en, holder, account_no, bank, payload, note_zh, note_en,
                 made_by, made_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: way_last_place
SELECT COALESCE(max(place), 0) FROM way WHERE org_id = $1 AND campaign_id = $2 AND ended_us IS NULL;

-- name: way_end
UPDATE way SET ended_by = $3, ended_us = $4 WHERE id = $1 AND org_id = $2 AND ended_us IS NULL;

-- name: way_all
-- all-orgs: the campaign names its organisation
SELECT id, org_id, campaign_id, kind, place, title_zh, title_en, holder, account_no, bank, payload, note_zh, note_en, made_by, made_us,
       COALESCE(ended_us, 0)
FROM way WHERE campaign_id = $1 AND (ended_us IS NULL OR CAST($2 AS BIGINT) = 1) ORDER BY ended_us IS NOT NULL, place, id LIMIT $3;
