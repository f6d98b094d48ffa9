-- Disclosures, their frozen rows, and deadlines.

-- name: deadline_at
SELECT from_day, days, warn_days, source_zh, source_en, note_zh, note_en FROM deadline
WHERE kind = $1 AND from_day <= $2 ORDER BY from_day DESC LIMIT 1;

-- name: deadline_insert
INSERT INTO deadline (kind, from_day, days, warn_days, source_zh, source_en, note_zh, note_en) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: disclosure_insert
INSERT INTO disclosure (org_id, id, campaign_id, from_day, as_of_day, known_us, state, year, previous_id, corrects_id, reason_zh,
                        reason_en, log_state, made_by, made_us, ended_why, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- name: disclosure_row_insert
INSERT INTO disclosure_row (org_id, disclosure_id, number, part, asset_id, day, channel, count, givers, amount)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: disclosure_by_id
-- all-orgs: by id alone
SELECT org_id, id, campaign_id, from_day, as_of_day, known_us, state, year, number, previous_id, corrects_id, reason_zh, reason_en,
       log_state, log_gifts, made_by, made_us, reviewed_by, reviewed_us, published_by, published_us, ended_by, ended_us, ended_why, version
FROM disclosure WHERE id = $1;

-- name: disclosure_last
-- The newest of the states $3 and $4.
SELECT org_id, id, campaign_id, from_day, as_of_day, known_us, state, year, number, previous_id, corrects_id, reason_zh, reason_en,
       log_state, log_gifts, made_by, made_us, reviewed_by, reviewed_us, published_by, published_us, ended_by, ended_us, ended_why, version
FROM disclosure WHERE org_id = $1 AND campaign_id = $2 AND (state = $3 OR state = $4) ORDER BY id DESC LIMIT 1;

-- name: disclosure_numbered
-- all-orgs: a campaign is of one
SELECT org_id, id, campaign_id, from_day, as_of_day, known_us, state, year, number, previous_id, corrects_id, reason_zh, reason_en,
       log_state, log_gifts, made_by, made_us, reviewed_by, reviewed_us, published_by, published_us, ended_by, ended_us, ended_why, version
FROM disclosure WHERE campaign_id = $1 AND year = $2 AND number = $3;

-- name: disclosure_newest
-- all-orgs: the caller's scope is checked before
SELECT org_id, id, campaign_id, from_day, as_of_day, known_us, state, year, number, previous_id, corrects_id, reason_zh, reason_en,
       log_state, log_gifts, made_by, made_us, reviewed_by, reviewed_us, published_by, published_us, ended_by, ended_us, ended_why, version
FROM disclosure WHERE id < $1 AND (campaign_id = $2 OR $2 = 0) AND (state = $3 OR $3 = 0) ORDER BY id DESC LIMIT $4;

-- name: disclosure_corrects
SELECT org_id, id, campaign_id, from_day, as_of_day, known_us, state, year, number, previous_id, corrects_id, reason_zh, reason_en,
       log_state, log_gifts, made_by, made_us, reviewed_by, reviewed_us, published_by, published_us, ended_by, ended_us, ended_why, version
FROM disclosure WHERE org_id = $1 AND campaign_id = $2 AND corrects_id = $3 AND state = 3 ORDER BY id LIMIT 1;

-- name: disclosure_published_us
-- all-orgs: a campaign is of one
SELECT max(published_us) FROM disclosure WHERE campaign_id = $1 AND state = 3;

-- name: disclosure_rows_of
SELECT part, asset_id, day, channel, count, givers, amount FROM disclosure_row
WHERE org_id = $1 AND disclosure_id = $2 ORDER BY number;

-- name: disclosure_number_last
SELECT max(number) FROM disclosure WHERE org_id = $1 AND campaign_id = $2 AND year = $3;

-- name: disclosure_review_set
UPDATE disclosure SET state = 2, reviewed_by = $3, reviewed_us = $4, version = version + 1
WHERE org_id = $1 AND id = $2 AND state = 1;

-- name: disclosure_publish_set
UPDATE disclosure SET state = 3, published_by = $3, published_us = $4, year = $5, number = $6, version = version + 1
WHERE org_id = $1 AND id = $2 AND state = 2;

-- name: disclosure_end_set
UPDATE disclosure SET state = $3, ended_by = $4, ended_us = $5, ended_why = $6, version = version + 1
WHERE org_id = $1 AND id = $2 AND (state = 1 OR state = 2);

-- name: disclosure_log_set
UPDATE disclosure SET log_state = $3, log_gifts = $4 WHERE org_id = $1 AND id = $2 AND log_state = 0;

-- name: question_insert
INSERT INTO question (org_id, id, disclosure_id, campaign_id, number, figure, text, may_publish, link, asked_us, due_us, answer, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: question_number_last
SELECT max(number) FROM question WHERE org_id = $1 AND campaign_id = $2;

-- name: question_answer_set
UPDATE question SET answer = $3, answered_by = $4, answered_us = $5, version = version + 1
WHERE org_id = $1 AND id = $2 AND answered_us IS NULL;

-- name: question_by_id
-- all-orgs: by id alone
SELECT org_id, id, disclosure_id, campaign_id, number, figure, text, may_publish, asked_us, due_us, answer, answered_by, answered_us
FROM question WHERE id = $1;

-- name: question_by_link
-- all-orgs: by its secret link
SELECT org_id, id, disclosure_id, campaign_id, number, figure, text, may_publish, asked_us, due_us, answer, answered_by, answered_us
FROM question WHERE link = $1;

-- name: question_public
-- all-orgs: by the disclosure
SELECT org_id, id, disclosure_id, campaign_id, number, figure, text, may_publish, asked_us, due_us, answer, answered_by, answered_us
FROM question WHERE disclosure_id = $1 AND may_publish = 1 AND answered_us IS NOT NULL ORDER BY number LIMIT $2;

-- name: question_all
-- all-orgs: the caller's scope is checked before
SELECT org_id, id, disclosure_id, campaign_id, number, figure, text, may_publish, asked_us, due_us, answer, answered_by, answered_us
FROM question ORDER BY CASE WHEN answered_us IS NULL THEN due_us ELSE 9000000000000000000 END, id DESC LIMIT $1;
