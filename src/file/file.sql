-- Attachments.

-- name: attachment_put
INSERT INTO attachment (digest, size, kind, made_us) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING;

-- name: attachment_all
SELECT digest, size FROM attachment ORDER BY digest;
