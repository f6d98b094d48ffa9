-- Sign-ins, roles, sessions, tokens.

-- name: access_person_by_login
-- all-orgs: logins are unique in the house
SELECT id, secret, state, failed, locked_us FROM person WHERE login = $1;

-- name: access_person_by_id
-- all-orgs: by id alone
SELECT login, name, org_id, state FROM person WHERE id = $1;

-- name: access_grants
-- all-orgs: the grants of one person
SELECT g.org_id, g.role FROM role_grant g JOIN person p ON p.id = g.person_id
WHERE g.person_id = $1 AND g.ended_us IS NULL AND p.state = 1;

-- name: access_person_put
INSERT INTO person (id, org_id, login, name, secret, state, failed, locked_us, created_us, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: access_grant_put
INSERT INTO role_grant (id, person_id, org_id, role) VALUES ($1, $2, $3, $4);

-- name: access_token_put
INSERT INTO token (id, digest, label, access, org_id, made_by, created_us) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: access_tokens_live
-- all-orgs: all tokens are kept in memory
SELECT id, digest, access, org_id FROM token WHERE ended_us IS NULL;

-- name: access_token_label
-- all-orgs: by id alone
SELECT label FROM token WHERE id = $1;

-- name: access_token_close
UPDATE token SET ended_us = $2 WHERE id = $1 AND ended_us IS NULL;

-- name: access_session_put
INSERT INTO session (digest, person_id, csrf, created_us, seen_us, ends_us) VALUES ($1, $2, $3, $4, $5, $6);

-- name: access_session_by_digest
-- all-orgs: by cookie
SELECT s.person_id, s.csrf, s.ends_us, p.login, p.name, p.org_id, p.state
FROM session s JOIN person p ON p.id = s.person_id WHERE s.digest = $1;

-- name: access_session_drop
DELETE FROM session WHERE digest = $1;

-- name: access_sessions_over
DELETE FROM session WHERE ends_us < $1;

-- name: access_sessions_of
DELETE FROM session WHERE person_id = $1;

-- name: access_failed_clear
-- all-orgs: by id alone
UPDATE person SET failed = 0, locked_us = 0 WHERE id = $1;

-- name: access_failed_add
-- all-orgs: by id alone
UPDATE person SET failed = failed + 1, locked_us = $2 WHERE id = $1;

-- name: access_failed_count
-- all-orgs: by id alone
SELECT failed FROM person WHERE id = $1;

-- name: access_person_close
-- all-orgs: by id alone
UPDATE person SET state = 2, version = version + 1 WHERE id = $1 AND state = 1;

-- name: access_person_list
-- all-orgs: the list of the house
SELECT p.id, p.org_id, p.login, p.name, COALESCE(g.role, 0), COALESCE(g.org_id, 0), p.state
FROM person p LEFT JOIN role_grant g ON g.person_id = p.id AND g.ended_us IS NULL
ORDER BY p.login, COALESCE(g.role, 0);

-- name: access_token_list
-- all-orgs: the list of the house
SELECT id, label, access, org_id, created_us, COALESCE(ended_us, 0) FROM token ORDER BY created_us DESC, id DESC LIMIT $1;
