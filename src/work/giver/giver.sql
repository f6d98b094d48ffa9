-- Secret links of givers.

-- name: giver_link_insert
INSERT INTO giver_link (digest, org_id, promise_id, donation_id, made_by, made_us) VALUES ($1, $2, $3, $4, $5, $6);

-- name: giver_link_by_digest
-- all-orgs: the token names its row
SELECT org_id, promise_id, donation_id, made_us FROM giver_link WHERE digest = $1 AND ended_us IS NULL;

-- name: giver_links_end
UPDATE giver_link SET ended_us = $3 WHERE org_id = $1 AND donation_id = $2 AND ended_us IS NULL;

-- name: giver_link_count
SELECT count(*) FROM giver_link WHERE org_id = $1 AND donation_id = $2 AND ended_us IS NULL;
