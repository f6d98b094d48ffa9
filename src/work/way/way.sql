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

-- name: want_insert
INSERT INTO goods_want (id, org_id, campaign_id, class_zh, class_en, name_zh, name_en, standard, made_by, made_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: want_end
UPDATE goods_want SET ended_by = $3, ended_us = $4 WHERE id = $1 AND org_id = $2 AND ended_us IS NULL;

-- name: want_all
-- In the order in which they were added, headings together in the order of their first.
-- all-orgs: the campaign names its organisation
SELECT g.id, g.org_id, g.campaign_id, g.class_zh, g.class_en, g.name_zh, g.name_en, g.standard
FROM goods_want g JOIN (SELECT class_zh, min(id) AS first FROM goods_want WHERE campaign_id = $1 AND ended_us IS NULL GROUP BY class_zh) c
  ON c.class_zh = g.class_zh
WHERE g.campaign_id = $1 AND g.ended_us IS NULL ORDER BY c.first, g.id LIMIT $2;
