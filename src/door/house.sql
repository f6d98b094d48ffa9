-- Settings of an installation and the data it is born with.

-- name: house_settings
SELECT name, value FROM setting ORDER BY name;

-- name: house_setting_put
INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: house_asset_put
INSERT INTO asset (id, code, name_zh, name_en, scale) VALUES ($1, $2, $3, $4, $5);

-- name: house_chart_put
INSERT INTO chart_account (chart, code, name_zh, name_en, class, from_day) VALUES ($1, $2, $3, $4, $5, $6);

-- name: house_role_put
INSERT INTO chart_role (chart, role, code) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: house_gifts_lost
-- all-orgs: verification
SELECT count(*) FROM donation d LEFT JOIN transfer t ON t.org_id = d.org_id AND t.id = d.id
WHERE t.id IS NULL OR t.amount <> d.amount_fen OR t.debit_account <> d.account_id OR t.reason <> 1 OR t.source_id <> d.id
  OR t.effective_day <> d.effective_day;

-- name: house_transfers_stray
-- all-orgs: verification
SELECT count(*) FROM transfer t LEFT JOIN donation d ON d.org_id = t.org_id AND d.id = t.id
WHERE t.reason = 1 AND d.id IS NULL;

-- name: house_gifts_count
-- all-orgs: verification
SELECT count(*) FROM donation WHERE state = 1;

-- name: house_hours_count
-- all-orgs: verification
SELECT CAST(COALESCE(sum(gifts), 0) AS BIGINT) FROM campaign_hour;
