-- The tree of organisations.

-- name: org_all
-- all-orgs: the whole tree is kept in memory
SELECT id, COALESCE(parent_id, 0), legal_id, code, path, name_zh, name_en, region_code, uscc, kind, level, opened_day,
       COALESCE(closed_day, 0), version
FROM org ORDER BY id;

-- name: org_place_by_code
-- Where a unit stands, for those that are added below it.
-- all-orgs: codes are unique in the house
SELECT id, path, level, COALESCE(closed_day, 0) FROM org WHERE code = $1;

-- name: org_path_by_id
-- all-orgs: by id alone
SELECT path FROM org WHERE id = $1;

-- name: org_row_put
INSERT INTO org (id, parent_id, path, code, name_zh, name_en, kind, level, legal_id, region_code, uscc, opened_day,
                 closed_day, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);
