-- The first schema.  One statement of meaning, unit, writer and publicity a column.  Tokens, replaced by tools/sqlgen:
--   @INT@ 64-bit integer; @BYTES@ binary; @KEY(a,b)@ PRIMARY KEY (b) on SQLite (rowid), PRIMARY KEY (a, b) on PostgreSQL;
--   @STRICT@, @ROWLESS@ table options of SQLite; a line that begins with @ONLY(engine)@ stands for that engine alone.
-- Times are microseconds UTC (.._us), civil days YYYYMMDD in the organisation's zone (.._day), money fen.
-- Public: what may appear on pages and files without a sign-in.  Everything not called public is not.

-- ---- house ------------------------------------------------------------------------------------
CREATE TABLE setting (                -- settings of this installation; written by init and by administrators
  name   TEXT NOT NULL PRIMARY KEY,   -- scenario, civil_offset_us, origin, title ...
  value  TEXT NOT NULL
) @STRICT@;

CREATE TABLE fingerprint (            -- one row, written by the store with every commit
  id     @INT@ NOT NULL PRIMARY KEY CHECK (id = 1),
  sealed @BYTES@ NOT NULL             -- keyed sums over the rows of every other table (docs/adr/0010)
) @STRICT@;

-- ---- org --------------------------------------------------------------------------------------
CREATE TABLE org (                    -- units of the tree; closed, never deleted.  Public but contact
  id          @INT@ NOT NULL PRIMARY KEY,
  parent_id   @INT@,                  -- NULL: the root
  path        TEXT  NOT NULL,         -- /code/code/ from the root; range scans find a subtree
  code        TEXT  NOT NULL UNIQUE,  -- stable, lower case a-z 0-9 -, in URLs and leaves
  name_zh     TEXT  NOT NULL,
  name_en     TEXT  NOT NULL,
  kind        @INT@ NOT NULL,         -- org_kind: federation district industry bureau enterprise university ...
  level       @INT@ NOT NULL,         -- 0 root
  legal_id    @INT@ NOT NULL,         -- the legal entity whose books it keeps: itself, or an org above
  region_code TEXT,                   -- GB/T 2260
  uscc        TEXT,                   -- unified social credit code
  opened_day  @INT@ NOT NULL,
  closed_day  @INT@,
  version     @INT@ NOT NULL
) @STRICT@;
CREATE INDEX org_path ON org (path);
CREATE INDEX org_parent ON org (parent_id);

-- ---- access -----------------------------------------------------------------------------------
CREATE TABLE person (                 -- somebody who can sign in; not public
  id          @INT@ NOT NULL PRIMARY KEY,
  org_id      @INT@ NOT NULL,
  login       TEXT  NOT NULL UNIQUE,  -- lower case; "os:<user>" acts from the command line and has no secret
  name        TEXT  NOT NULL,         -- as shown to colleagues
  secret      TEXT,                   -- Argon2id, encoded; NULL: no sign-in by password
  state       @INT@ NOT NULL,         -- 1 active, 2 ended
  failed      @INT@ NOT NULL,         -- wrong secrets since the last right one
  locked_us   @INT@ NOT NULL,         -- no try before; 0 none
  created_us  @INT@ NOT NULL,
  version     @INT@ NOT NULL
) @STRICT@;
CREATE TABLE role_grant (             -- a role held in a subtree
  id         @INT@ NOT NULL PRIMARY KEY,
  person_id  @INT@ NOT NULL,
  org_id     @INT@ NOT NULL,          -- head of the subtree
  role       @INT@ NOT NULL,          -- access_role
  ended_us   @INT@
) @STRICT@;
CREATE INDEX role_grant_person ON role_grant (person_id);
CREATE TABLE session (                -- a signed-in browser
  digest     @BYTES@ NOT NULL PRIMARY KEY,  -- SHA-256 of the cookie
  person_id  @INT@ NOT NULL,
  csrf       @BYTES@ NOT NULL,        -- 32 random bytes
  created_us @INT@ NOT NULL,
  seen_us    @INT@ NOT NULL,
  ends_us    @INT@ NOT NULL
) @STRICT@;
CREATE TABLE token (                  -- an API token; the secret is shown once
  id         @INT@ NOT NULL PRIMARY KEY,
  digest     @BYTES@ NOT NULL UNIQUE, -- SHA-256 of the secret
  label      TEXT  NOT NULL,
  access     @INT@ NOT NULL,          -- access_right
  org_id     @INT@ NOT NULL,          -- head of its subtree
  made_by    @INT@ NOT NULL,          -- person
  created_us @INT@ NOT NULL,
  ended_us   @INT@
) @STRICT@;

-- ---- change: author, audit trail, idempotency, outcome and feed in one row --------------------
CREATE TABLE change (
  node      @INT@ NOT NULL,           -- writer that accepted it
  seq       @INT@ NOT NULL,           -- 1.. per node, no gap, in commit order
  at_us     @INT@ NOT NULL,           -- real time
  actor_id  @INT@ NOT NULL,           -- person or token; 0 the program itself or, where the kind is for visitors, a visitor
  address   TEXT  NOT NULL,           -- where from: peer address, "os", "job"
  kind      @INT@ NOT NULL,           -- stable number declared by its domain
  org_id    @INT@ NOT NULL,
  object_id @INT@ NOT NULL,
  key       @BYTES@,                  -- 16 bytes of SHA-256(actor, Idempotency-Key); NULL: none given
  digest    @BYTES@ NOT NULL,         -- of what was asked, under the secret of the house: what the key stands for; zeros without a key
  outcome   @INT@ NOT NULL,           -- what the answer is rendered from, again on a repeat
  @KEY(node,seq)@
) @STRICT@;
CREATE TABLE change_detail (          -- old and new values where the record itself does not keep them; erasable
  node      @INT@ NOT NULL,
  seq       @INT@ NOT NULL,
  salt      @BYTES@,
  body      @BYTES@,                  -- sealed
  erased_us @INT@,
  @KEY(node,seq)@
) @STRICT@;
CREATE TABLE change_batch (           -- hash chain, one link a commit and node
  node      @INT@ NOT NULL,
  number    @INT@ NOT NULL,           -- 1..
  first_seq @INT@ NOT NULL,
  count     @INT@ NOT NULL CHECK (count > 0),
  hash      @BYTES@ NOT NULL,         -- SHA-256(previous hash, node, number, the batch's change rows as fixed-width bytes)
  @KEY(node,number)@
) @STRICT@;

-- ---- ledger -----------------------------------------------------------------------------------
CREATE TABLE asset (                  -- what accounts count in: currencies, later goods; written by init.  Public
  id     @INT@ NOT NULL PRIMARY KEY,  -- 1 = CNY; other currencies: their number in ISO 4217
  code   TEXT  NOT NULL UNIQUE,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  scale  @INT@ NOT NULL               -- decimals of the printed unit: JPY 0, CNY 2, KWD 3
) @STRICT@;
CREATE TABLE chart_account (          -- charts of accounts as dated data; old books are never re-coded
  chart    TEXT  NOT NULL,            -- union-2009
  code     TEXT  NOT NULL,            -- 102
  name_zh  TEXT  NOT NULL,
  name_en  TEXT  NOT NULL,
  class    @INT@ NOT NULL CHECK (class BETWEEN 1 AND 5),
  from_day @INT@ NOT NULL,
  PRIMARY KEY (chart, code)
) @ROWLESS@;
CREATE TABLE chart_role (             -- which account of a chart a ledger role is shown under
  chart TEXT  NOT NULL,
  role  @INT@ NOT NULL,               -- ledger_role
  code  TEXT  NOT NULL,
  PRIMARY KEY (chart, role)
) @ROWLESS@;
CREATE TABLE account (                -- ledger accounts: thousands, never one per donor.  Public but for names of parties
  id          @INT@ NOT NULL PRIMARY KEY,
  org_id      @INT@ NOT NULL,
  code        TEXT  NOT NULL UNIQUE,  -- foundation-a.warm-wuhan.wechat: stable, in journals and URLs
  class       @INT@ NOT NULL CHECK (class BETWEEN 1 AND 5),   -- asset liability net income cost
  role        @INT@ NOT NULL,         -- ledger_role: bank clearing cash unclaimed income fee ...
  asset_id    @INT@ NOT NULL,
  purpose_id  @INT@ NOT NULL,         -- restriction travels in the account; 0 = none
  campaign_id @INT@ NOT NULL,         -- 0 = none
  party_id    @INT@ NOT NULL,         -- other side or channel where one account each is wanted; 0 = none
  name_zh     TEXT  NOT NULL,
  name_en     TEXT  NOT NULL,
  is_guarded  @INT@ NOT NULL CHECK (is_guarded IN (0,1)),     -- 1 = no overdraft
  opened_day  @INT@ NOT NULL,
  closed_day  @INT@,
  UNIQUE (org_id, role, asset_id, purpose_id, campaign_id, party_id)
) @STRICT@;
CREATE TABLE transfer (               -- append only; public without source_id
  org_id         @INT@ NOT NULL,      -- owner of the debit account
  id             @INT@ NOT NULL,      -- legs of an entry have consecutive ids
  entry_id       @INT@ NOT NULL,      -- id of the first leg
  debit_account  @INT@ NOT NULL,
  credit_account @INT@ NOT NULL,
  asset_id       @INT@ NOT NULL,
  amount         @INT@ NOT NULL CHECK (amount BETWEEN 1 AND 9000000000000000),
  effective_day  @INT@ NOT NULL,
  entered_day    @INT@ NOT NULL,
  reason         @INT@ NOT NULL,      -- ledger_reason: gift fee refund ...
  source_id      @INT@ NOT NULL,      -- record that caused it
  reverses_id    @INT@,               -- transfer that it reverses
  CHECK (debit_account <> credit_account),
  @KEY(org_id,id)@
) @STRICT@;
-- Gifts are listed by walking the key (they are most of the table); all else has its two small indexes.
CREATE INDEX transfer_debit  ON transfer (debit_account, id)  WHERE reason <> 1;
CREATE INDEX transfer_credit ON transfer (credit_account, id) WHERE reason <> 1;
CREATE UNIQUE INDEX transfer_reverses ON transfer (org_id, reverses_id) WHERE reverses_id IS NOT NULL;
@ONLY(sqlite)@ CREATE TRIGGER transfer_no_update BEFORE UPDATE ON transfer BEGIN SELECT RAISE(ABORT, 'transfer is append-only'); END;
@ONLY(sqlite)@ CREATE TRIGGER transfer_no_delete BEFORE DELETE ON transfer BEGIN SELECT RAISE(ABORT, 'transfer is append-only'); END;
@ONLY(sqlite)@ CREATE TRIGGER change_no_update BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'change is append-only'); END;
@ONLY(sqlite)@ CREATE TRIGGER change_no_delete BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'change is append-only'); END;
@ONLY(postgresql)@ CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23514'; END $body$;
@ONLY(postgresql)@ CREATE TRIGGER transfer_append_only BEFORE UPDATE OR DELETE ON transfer FOR EACH ROW EXECUTE FUNCTION append_only();
@ONLY(postgresql)@ CREATE TRIGGER transfer_no_truncate BEFORE TRUNCATE ON transfer FOR EACH STATEMENT EXECUTE FUNCTION append_only();
@ONLY(postgresql)@ CREATE TRIGGER change_append_only BEFORE UPDATE OR DELETE ON change FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TABLE account_day (            -- kept totals; everything else is summed from them
  org_id        @INT@ NOT NULL,
  account_id    @INT@ NOT NULL,
  effective_day @INT@ NOT NULL,
  entered_day   @INT@ NOT NULL,
  node          @INT@ NOT NULL,
  debit         @INT@ NOT NULL,
  credit        @INT@ NOT NULL,
  count         @INT@ NOT NULL,       -- transfers that touched the account
  PRIMARY KEY (org_id, account_id, effective_day, entered_day, node)
) @ROWLESS@;

-- ---- campaigns and gifts ----------------------------------------------------------------------
CREATE TABLE campaign (               -- public
  id             @INT@ NOT NULL PRIMARY KEY,
  org_id         @INT@ NOT NULL,      -- the fundraiser, a legal entity
  code           TEXT  NOT NULL UNIQUE,
  name_zh        TEXT  NOT NULL,
  name_en        TEXT  NOT NULL,
  purpose_zh     TEXT  NOT NULL,
  purpose_en     TEXT  NOT NULL,
  beneficiary_zh TEXT  NOT NULL,
  beneficiary_en TEXT  NOT NULL,
  contact        TEXT  NOT NULL,
  surplus_zh     TEXT  NOT NULL,      -- what happens with what is left
  surplus_en     TEXT  NOT NULL,
  opened_us      @INT@ NOT NULL,
  closes_us      @INT@,
  filing_no      TEXT,                -- NULL until filed
  filing_due_day @INT@ NOT NULL,      -- last day for the late filing of an emergency: ten days after the start
  phase          @INT@ NOT NULL,      -- 1 preparing 2 response 3 recovery 4 closed
  is_exercise    @INT@ NOT NULL CHECK (is_exercise IN (0,1)),
  version        @INT@ NOT NULL
) @STRICT@;
CREATE TABLE purpose (                -- restriction of a gift; public
  id          @INT@ NOT NULL PRIMARY KEY,
  campaign_id @INT@ NOT NULL,
  code        TEXT  NOT NULL,
  name_zh     TEXT  NOT NULL,
  name_en     TEXT  NOT NULL,
  UNIQUE (campaign_id, code)
) @STRICT@;
CREATE TABLE campaign_hour (          -- kept counts of booked gifts by civil hour of payment; public where gifts >= 10
  org_id      @INT@ NOT NULL,
  campaign_id @INT@ NOT NULL,
  hour        @INT@ NOT NULL,         -- 2020020118; hour 24..: only the day is known
  channel     @INT@ NOT NULL,
  asset_id    @INT@ NOT NULL,         -- currencies are counted apart
  gifts       @INT@ NOT NULL,
  fen         @INT@ NOT NULL,         -- smallest unit of the asset
  givers      @INT@ NOT NULL,         -- new known givers, persons of collective gifts, and gifts without a known giver
  first_gifts @INT@ NOT NULL,         -- of them within 24 h of opened_us
  first_fen   @INT@ NOT NULL,
  last_us     @INT@ NOT NULL,         -- latest payment of them; 0: only days are known
  PRIMARY KEY (org_id, campaign_id, hour, channel, asset_id)
) @ROWLESS@;
CREATE TABLE donation (               -- money seen
  org_id        @INT@ NOT NULL,
  id            @INT@ NOT NULL,       -- = entry_id of its transfer; the millisecond of entry is in it: never public
  campaign_id   @INT@ NOT NULL,
  purpose_id    @INT@ NOT NULL,
  account_id    @INT@ NOT NULL,       -- where the money came in: clearing, bank or cash account
  asset_id      @INT@ NOT NULL,       -- of that account
  amount_fen    @INT@ NOT NULL CHECK (amount_fen BETWEEN 1 AND 9000000000000000),  -- smallest unit of the asset
  effective_day @INT@ NOT NULL,
  paid_us       @INT@,                -- instant of payment; NULL: only the day is known
  channel       @INT@ NOT NULL,       -- donation_channel
  donor_kind    @INT@ NOT NULL,       -- 0 unknown 1 person 2 organisation 3 collective
  persons       @INT@ NOT NULL,       -- givers it counts for
  display       @INT@ NOT NULL,       -- 0 no choice made 1 masked 2 full 3 anonymous by choice
  state         @INT@ NOT NULL,       -- donation_state
  is_claimed    @INT@ NOT NULL CHECK (is_claimed IN (0,1)),   -- matched to a giver or an order
  statement_id  @INT@,                -- file and row it was first seen in
  row_number    @INT@,
  entry_key     @BYTES@,              -- 16 random bytes: salts of its leaf; NULL when erased
  version       @INT@ NOT NULL,
  giver_no      @BYTES@,              -- as in giver; NULL: counted for itself
  origin_id     @INT@,                -- of a moved gift: the one booked first, which payment keys, file and row name
  moved_to      @INT@,                -- the gift that it was booked anew as, elsewhere; its state is 2
  @KEY(org_id,id)@
) @STRICT@;
CREATE INDEX donation_reversed ON donation (org_id, campaign_id) WHERE state = 2;  -- their leaves want a void
CREATE INDEX donation_origin ON donation (org_id, origin_id) WHERE origin_id IS NOT NULL;
CREATE TABLE donation_person (        -- the erasable part; absent for gifts without a name
  org_id      @INT@ NOT NULL,
  donation_id @INT@ NOT NULL,
  label       TEXT,                   -- what the public list shows, by the giver's own act; public while it stands
  name        @BYTES@,                -- sealed
  message     @BYTES@,                -- sealed, shown after review
  payment_no  @BYTES@,                -- sealed; only of notified gifts: those of files stand in their file
  @KEY(org_id,donation_id)@
) @STRICT@;
CREATE TABLE donation_source (        -- further places in which the same money (a gift or a refund) was seen
  org_id      @INT@ NOT NULL,
  donation_id @INT@ NOT NULL,
  kind        @INT@ NOT NULL,         -- 1 statement row 2 notification 3 clerk 4 statement row of the charge for it
  source_id   @INT@ NOT NULL,         -- statement, or token / person
  row_number  @INT@ NOT NULL,
  seen_us     @INT@ NOT NULL,
  PRIMARY KEY (org_id, donation_id, kind, source_id, row_number)
) @ROWLESS@;
CREATE INDEX donation_source_place ON donation_source (source_id);  -- what a confirmed file tells of, too
CREATE TABLE giver (                  -- known givers of a campaign, to count each once
  org_id      @INT@ NOT NULL,
  campaign_id @INT@ NOT NULL,
  no          @BYTES@ NOT NULL,       -- 16 bytes of HMAC(installation key, normalised identity; behind it the currency if not CNY)
  gifts       @INT@ NOT NULL CHECK (gifts > 0),  -- his gifts in the campaign that stand
  PRIMARY KEY (org_id, campaign_id, no)
) @ROWLESS@;
CREATE TABLE refund (                 -- money given back
  org_id       @INT@ NOT NULL,
  id           @INT@ NOT NULL,        -- = entry_id when booked
  campaign_id  @INT@ NOT NULL,
  account_id   @INT@ NOT NULL,
  asset_id     @INT@ NOT NULL,        -- of that account
  donation_id  @INT@,                 -- NULL: its gift is unknown, the refund is held
  amount_fen   @INT@ NOT NULL CHECK (amount_fen > 0),  -- smallest unit of the asset
  fee_mfen     @INT@ NOT NULL,        -- the provider's fee of it, thousandths of that unit; negative: given back
  effective_day @INT@ NOT NULL,
  state        @INT@ NOT NULL,        -- 1 held 2 booked 3 reversed, or taken over by the record under which it was booked
  statement_id @INT@,
  row_number   @INT@,
  order_no     @BYTES@,               -- the payment key of its gift (order, merchant order), to find it later
  own_no       @BYTES@,               -- the payment key of its own number, under which another file may name it
  version      @INT@ NOT NULL,
  @KEY(org_id,id)@
) @STRICT@;
CREATE INDEX refund_held ON refund (org_id, order_no) WHERE state = 1;
CREATE INDEX refund_campaign ON refund (org_id, campaign_id, id);
CREATE INDEX refund_donation ON refund (donation_id) WHERE donation_id IS NOT NULL;
CREATE TABLE movement (               -- payouts of providers and charges of banks, as statements tell them
  org_id        @INT@ NOT NULL,
  id            @INT@ NOT NULL,       -- = entry_id of its transfer
  campaign_id   @INT@ NOT NULL,
  account_id    @INT@ NOT NULL,       -- the statement's
  kind          @INT@ NOT NULL,       -- 1 payout 2 charge
  channel       @INT@ NOT NULL,       -- donation_channel whose clearing account a payout settles; 0: a charge
  asset_id      @INT@ NOT NULL,
  amount        @INT@ NOT NULL CHECK (amount <> 0),  -- smallest unit of the asset; less than 0: given back
  effective_day @INT@ NOT NULL,
  state         @INT@ NOT NULL,       -- 1 booked 2 reversed
  statement_id  @INT@ NOT NULL,
  row_number    @INT@ NOT NULL,
  @KEY(org_id,id)@
) @STRICT@;
CREATE TABLE payment_seen (           -- one payment is booked once, across files, accounts, campaigns and doors
  org_id      @INT@ NOT NULL,
  no          @BYTES@ NOT NULL,       -- 4 bytes of place, 12 of SHA-256(order no.), 12 of SHA-256(merchant order no., refund no.)
  object_id   @INT@ NOT NULL,         -- donation, refund or movement
  PRIMARY KEY (org_id, no)
) @ROWLESS@;
CREATE TABLE payment_doubt (          -- notified without the merchant's number, fits several gifts or none of that order number: work to do
  org_id      @INT@ NOT NULL,
  id          @INT@ NOT NULL,
  campaign_id @INT@ NOT NULL,
  account_id  @INT@ NOT NULL,
  day         @INT@ NOT NULL,
  no          @BYTES@ NOT NULL,       -- its payment key
  asset_id    @INT@ NOT NULL,         -- of that account
  amount_fen  @INT@ NOT NULL,
  token_id    @INT@ NOT NULL,         -- who notified it
  ended_us    @INT@,
  @KEY(org_id,id)@
) @STRICT@;

-- ---- promises: gifts announced, money not seen: in no total -------------------------------------
CREATE TABLE promise (                -- not public
  org_id      @INT@ NOT NULL,
  id          @INT@ NOT NULL,
  campaign_id @INT@ NOT NULL,
  purpose_id  @INT@ NOT NULL,         -- 0 = none
  order_code  @INT@ NOT NULL,         -- eight symbols of base32, the last one checks the others
  amount_fen  @INT@ NOT NULL CHECK (amount_fen BETWEEN 1 AND 9000000000000000),
  donor_kind  @INT@ NOT NULL,         -- as a gift's
  display     @INT@ NOT NULL,         -- as a gift's: the giver's choice, for the gift that keeps it
  label       TEXT,                   -- what the public list will show, by the giver's own act
  name        @BYTES@,                -- sealed, as a gift's
  message     @BYTES@,                -- sealed, as a gift's
  name_key    @INT@,                  -- 63 bits of HMAC(installation key, normalised name); NULL: no name, or one that tells nobody
  made_by     @INT@ NOT NULL,         -- person or token; 0 a visitor
  made_us     @INT@ NOT NULL,         -- civil clock
  expires_us  @INT@ NOT NULL,         -- civil clock; compared when it is read, so no job is needed
  state       @INT@ NOT NULL CHECK (state BETWEEN 1 AND 3),   -- 1 open (or expired) 2 kept: all of it given 3 withdrawn
  given_fen   @INT@ NOT NULL CHECK (given_fen BETWEEN 0 AND amount_fen),  -- sum of its links to gifts
  version     @INT@ NOT NULL,
  wants_receipt @INT@ NOT NULL CHECK (wants_receipt IN (0,1)),  -- the giver's wish, for when the money is here
  poster_id   @INT@,                  -- org whose poster led here; told to that org alone, no list compares
  @KEY(org_id,id)@
) @STRICT@;
CREATE UNIQUE INDEX promise_order_code ON promise (order_code, org_id);
CREATE INDEX promise_poster ON promise (poster_id, campaign_id) WHERE poster_id IS NOT NULL;
CREATE INDEX promise_name ON promise (name_key, org_id) WHERE name_key IS NOT NULL;  -- no index has the state: keeping many at once alters rows alone
CREATE INDEX promise_campaign ON promise (org_id, campaign_id, id);

-- ---- givers: what one can see of her own gift ---------------------------------------------------------
CREATE TABLE giver_link (             -- secret links of givers; not public.  The token itself is nowhere
  digest      @BYTES@ NOT NULL PRIMARY KEY,  -- 16 bytes of HMAC(installation key, token)
  org_id      @INT@ NOT NULL,
  promise_id  @INT@ NOT NULL,         -- 0: of a gift without a promise
  donation_id @INT@ NOT NULL,         -- 0: of a promise
  made_by     @INT@ NOT NULL,         -- person; 0 the giver herself
  made_us     @INT@ NOT NULL,
  ended_us    @INT@                   -- leads nowhere any more
) @STRICT@;
CREATE INDEX giver_link_gift ON giver_link (org_id, donation_id) WHERE donation_id <> 0;

-- ---- ways to give -----------------------------------------------------------------------------------
CREATE TABLE way (                    -- how money can be given to a campaign; public while it stands
  id          @INT@ NOT NULL PRIMARY KEY,
  org_id      @INT@ NOT NULL,
  campaign_id @INT@ NOT NULL,
  kind        @INT@ NOT NULL,         -- way_kind: 1 QR code 2 bank transfer 3 cash 4 page of a provider 5 other
  place       @INT@ NOT NULL,         -- order on the page, smallest first
  title_zh    TEXT  NOT NULL,
  title_en    TEXT  NOT NULL,
  holder      TEXT  NOT NULL,         -- of the account; empty: none
  account_no  TEXT  NOT NULL,
  bank        TEXT  NOT NULL,
  payload     TEXT  NOT NULL,         -- address, or text of the QR symbol; {code} and {amount} stand for those of the promise
  note_zh     TEXT  NOT NULL,         -- what to do, in a sentence
  note_en     TEXT  NOT NULL,
  made_by     @INT@ NOT NULL, made_us @INT@ NOT NULL,
  ended_by    @INT@, ended_us @INT@   -- no longer shown
) @STRICT@;
CREATE INDEX way_campaign ON way (campaign_id, place);
CREATE TABLE goods_want (             -- goods that a campaign takes; public while they stand
  id          @INT@ NOT NULL PRIMARY KEY,
  org_id      @INT@ NOT NULL,
  campaign_id @INT@ NOT NULL,
  class_zh    TEXT  NOT NULL,         -- heading under which it stands
  class_en    TEXT  NOT NULL,
  name_zh     TEXT  NOT NULL,
  name_en     TEXT  NOT NULL,
  standard    TEXT  NOT NULL,         -- what it must meet: GB 19083-2010; empty: none
  made_by     @INT@ NOT NULL, made_us @INT@ NOT NULL,
  ended_by    @INT@, ended_us @INT@   -- no longer taken
) @STRICT@;
CREATE INDEX goods_want_campaign ON goods_want (campaign_id, id);

-- ---- seen: what a provider's screen shows before its file is here: in no total ------------------------
CREATE TABLE seen (                   -- public while it stands
  id          @INT@ NOT NULL PRIMARY KEY,
  org_id      @INT@ NOT NULL,
  campaign_id @INT@ NOT NULL,
  account_id  @INT@ NOT NULL,         -- whose screen it was
  as_of_us    @INT@ NOT NULL,         -- civil clock: what the screen said its time was
  day         @INT@ NOT NULL,         -- its civil day: books of that day take its place
  gifts       @INT@ NOT NULL CHECK (gifts >= 0),
  amount_fen  @INT@ NOT NULL CHECK (amount_fen >= 0),  -- CNY
  made_by     @INT@ NOT NULL, made_us @INT@ NOT NULL,
  ended_by    @INT@, ended_us @INT@   -- taken back as mistaken
) @STRICT@;
CREATE INDEX seen_account ON seen (org_id, account_id, as_of_us);
CREATE INDEX seen_campaign ON seen (campaign_id, as_of_us);

-- ---- matching: who gave what ------------------------------------------------------------------------
CREATE TABLE match_link (             -- a gift and the promise that it keeps, many to many; not public
  org_id      @INT@ NOT NULL,
  donation_id @INT@ NOT NULL,
  promise_id  @INT@ NOT NULL,         -- 0: claimed for a giver who promised nothing
  fen         @INT@ NOT NULL CHECK (fen > 0),   -- of the gift, for this promise
  confidence  @INT@ NOT NULL,         -- per mille; 0: a person found it without a suggestion
  claims      @INT@ NOT NULL CHECK (claims IN (0,1)),         -- 1: nobody had claimed the gift before
  made_by     @INT@ NOT NULL,         -- person; 0: by itself when the gift was booked
  made_us     @INT@ NOT NULL,
  PRIMARY KEY (org_id, donation_id, promise_id)
) @ROWLESS@;
CREATE INDEX match_link_promise ON match_link (promise_id, org_id);
CREATE TABLE match_fact (             -- what a gift tells of its giver; only of gifts that tell something
  org_id      @INT@ NOT NULL,
  donation_id @INT@ NOT NULL,
  campaign_id @INT@ NOT NULL,
  code        @INT@,                  -- order code of a promise that came with it
  is_order    @INT@ NOT NULL CHECK (is_order IN (0,1)),       -- 1: as the merchant's order number; 0: in the remark
  payer_key   @INT@,                  -- 63 bits of HMAC(installation key, account or openid of the payer)
  name_key    @INT@,                  -- as a promise's
  payer       @BYTES@,                -- sealed: the payer's name as the file or the notification has it
  remark      @BYTES@,                -- sealed
  state       @INT@ NOT NULL CHECK (state BETWEEN 1 AND 4),   -- 1 quiet: nothing suggests itself 2 done 3 waits for a person 4 on hold
  best        @INT@ NOT NULL,         -- confidence of the best suggestion when it was last looked for, per mille
  @KEY(org_id,donation_id)@
) @STRICT@;
CREATE INDEX match_fact_wait  ON match_fact (org_id, campaign_id, best, donation_id) WHERE state >= 3;
-- The keys stand first: behind a column that is the same in all rows each step down a tree costs more.
CREATE INDEX match_fact_name  ON match_fact (name_key, org_id)  WHERE state <> 2 AND name_key IS NOT NULL;
CREATE INDEX match_fact_payer ON match_fact (payer_key, org_id) WHERE state <> 2 AND payer_key IS NOT NULL;
CREATE INDEX match_fact_code  ON match_fact (code, org_id)      WHERE state <> 2 AND code IS NOT NULL;
CREATE TABLE match_hold (             -- why a gift is on hold
  org_id      @INT@ NOT NULL,
  donation_id @INT@ NOT NULL,
  reason      TEXT  NOT NULL,         -- a person's words
  made_by     @INT@ NOT NULL,
  made_us     @INT@ NOT NULL,
  @KEY(org_id,donation_id)@
) @STRICT@;
CREATE TABLE match_payer (            -- learnt from a person's choice: whom a payer stands for
  org_id      @INT@ NOT NULL,
  id          @INT@ NOT NULL,
  payer_key   @INT@ NOT NULL,
  name_key    @INT@,                  -- of the giver
  donor_kind  @INT@ NOT NULL,
  display     @INT@ NOT NULL,
  label       TEXT,
  name        @BYTES@,                -- sealed, as a gift's
  donation_id @INT@ NOT NULL,         -- the gift from which it was learnt
  made_by     @INT@ NOT NULL,
  made_us     @INT@ NOT NULL,
  @KEY(org_id,id)@
) @STRICT@;
CREATE UNIQUE INDEX match_payer_key ON match_payer (org_id, payer_key);
CREATE INDEX match_payer_gift ON match_payer (org_id, donation_id);
CREATE INDEX match_payer_name ON match_payer (org_id, name_key);

-- ---- statements: files of payments ------------------------------------------------------------
CREATE TABLE profile (                -- how files of a kind are read (docs/format/profile.md); a version is never changed
  id        @INT@ NOT NULL PRIMARY KEY,
  org_id    @INT@ NOT NULL,
  code      TEXT  NOT NULL,
  version   @INT@ NOT NULL,           -- 1.. of the code
  origin    @INT@ NOT NULL,           -- 1 added by a person 2 came with the program, kept because a file was read with it
  digest    @BYTES@ NOT NULL,         -- SHA-256 of the body
  body      TEXT  NOT NULL,           -- JSON
  made_by   @INT@ NOT NULL, made_us @INT@ NOT NULL,
  ended_us  @INT@,                    -- no longer offered; files that were read with it still are
  UNIQUE (org_id, code, version)
) @STRICT@;
CREATE TABLE account_profile (        -- how files of an account are read, as a person chose it
  id           @INT@ NOT NULL PRIMARY KEY,
  org_id       @INT@ NOT NULL,
  account_id   @INT@ NOT NULL,
  code         TEXT  NOT NULL,         -- of the profile; its newest version is read with
  account_tail TEXT  NOT NULL,         -- last characters of the account's number in its files, or empty
  made_by      @INT@ NOT NULL, made_us @INT@ NOT NULL,
  ended_us     @INT@                   -- taken back, or another chosen
) @STRICT@;
CREATE INDEX account_profile_account ON account_profile (org_id, account_id);
CREATE TABLE account_daily (          -- accounts whose bill of a day must be there by an hour of the next
  org_id     @INT@ NOT NULL,
  account_id @INT@ NOT NULL,
  hour       @INT@ NOT NULL CHECK (hour BETWEEN 0 AND 23),
  since_day  @INT@ NOT NULL,          -- the first day that is asked for
  set_by     @INT@ NOT NULL,
  PRIMARY KEY (org_id, account_id)
) @ROWLESS@;
CREATE TABLE direction_rule (         -- gifts whose remark holds the words go to another campaign or to a purpose
  id          @INT@ NOT NULL PRIMARY KEY,
  org_id      @INT@ NOT NULL,
  account_id  @INT@ NOT NULL,         -- of the file; 0: any
  words       TEXT  NOT NULL,         -- in normal form
  campaign_id @INT@ NOT NULL,
  purpose_id  @INT@ NOT NULL,         -- 0: none
  made_by     @INT@ NOT NULL, made_us @INT@ NOT NULL,
  ended_us    @INT@                   -- directs no import that began later
) @STRICT@;
CREATE INDEX direction_rule_org ON direction_rule (org_id);
CREATE TABLE direction_catch (        -- what a rule sent elsewhere, by file and currency
  org_id       @INT@ NOT NULL,
  rule_id      @INT@ NOT NULL,
  statement_id @INT@ NOT NULL,
  asset_id     @INT@ NOT NULL,
  gifts        @INT@ NOT NULL,        -- in the books: undoing takes off what it takes out
  amount       @INT@ NOT NULL,        -- smallest unit of the asset
  PRIMARY KEY (org_id, rule_id, statement_id, asset_id)
) @ROWLESS@;
CREATE INDEX direction_catch_statement ON direction_catch (statement_id);
CREATE TABLE statement (
  org_id       @INT@ NOT NULL,
  id           @INT@ NOT NULL,
  campaign_id  @INT@ NOT NULL,
  account_id   @INT@ NOT NULL,
  format       TEXT  NOT NULL,        -- wechat-merchant, qr-sheet, or the code of its profile
  profile_id   @INT@ NOT NULL,        -- 0: the program's own format
  file_digest  @BYTES@ NOT NULL,      -- SHA-256, also the name of the attachment
  file_name    TEXT  NOT NULL,
  file_size    @INT@ NOT NULL,
  state        @INT@ NOT NULL,        -- 1 booking 2 booked, not confirmed 3 confirmed 4 undoing 5 undone
  first_day    @INT@ NOT NULL, last_day @INT@ NOT NULL,
  rows         @INT@ NOT NULL, booked @INT@ NOT NULL, duplicates @INT@ NOT NULL, refunds @INT@ NOT NULL,
  settlements  @INT@ NOT NULL, ignored @INT@ NOT NULL, rejected @INT@ NOT NULL,
  matched      @INT@ NOT NULL, unclaimed @INT@ NOT NULL,
  amount_fen   @INT@ NOT NULL, refund_fen @INT@ NOT NULL, fee_mfen @INT@ NOT NULL,  -- of CNY alone; mfen: thousandths of a fen
  stated_count @INT@, stated_fen @INT@, stated_refund_fen @INT@, stated_fee_mfen @INT@, -- the file's own totals; NULL: none
  next_row     @INT@ NOT NULL,        -- so many rows are done, in the order of booking; it goes forward from here after a crash
  made_by      @INT@ NOT NULL, made_us @INT@ NOT NULL,
  confirmed_by @INT@, confirmed_us @INT@,
  undone_by    @INT@, undone_us @INT@,
  options      @INT@ NOT NULL,        -- bits: 1 skip rejected rows, 2 tells fees; 4 to 16 why a second person confirms it, 0: its maker does; 32, 64 what a provider's money is: 1 gifts 2 payouts 3 left out
  account_tail TEXT  NOT NULL,        -- last characters of the account's number in the file, or empty
  opening      @INT@, closing @INT@,  -- running balances before and behind its rows, smallest unit; NULL: it has none
  asset_id     @INT@ NOT NULL,        -- of the sums it states and of its balances: the currency of its first row
  content_digest @BYTES@,             -- SHA-256 of what its rows say without their days; NULL: their numbers tell them apart
  version      @INT@ NOT NULL,
  @KEY(org_id,id)@
) @STRICT@;
CREATE INDEX statement_digest ON statement (org_id, file_digest);
CREATE INDEX statement_account ON statement (org_id, account_id, last_day);
CREATE TABLE statement_day (          -- what a file says of each day of its account
  org_id       @INT@ NOT NULL,
  statement_id @INT@ NOT NULL,
  day          @INT@ NOT NULL,
  asset_id     @INT@ NOT NULL,
  rows         @INT@ NOT NULL,
  amount_in    @INT@ NOT NULL, amount_out @INT@ NOT NULL,   -- of all rows, smallest unit; out is less than 0
  fee_milli    @INT@ NOT NULL,        -- the provider's, of gifts and refunds: thousandths of the smallest unit
  ignored_in   @INT@ NOT NULL, ignored_out @INT@ NOT NULL,  -- of rows that are not booked, with a reason
  rejected     @INT@ NOT NULL,        -- rows
  balance      @INT@,                 -- of the account behind the last row of the day; NULL: the file has none
  loose_rows   @INT@ NOT NULL,        -- rows with money that are not booked: ignored, rejected, payouts without a channel
  loose        @BYTES@ NOT NULL,      -- 16 bytes each, to know them again in another file; empty when they are too many
  PRIMARY KEY (org_id, statement_id, day, asset_id)
) @ROWLESS@;
CREATE TABLE statement_asset (        -- money of other currencies in a statement, counted in its booked and refunds, too
  org_id       @INT@ NOT NULL,
  statement_id @INT@ NOT NULL,
  asset_id     @INT@ NOT NULL,
  booked       @INT@ NOT NULL, refunds @INT@ NOT NULL,
  amount       @INT@ NOT NULL, refund @INT@ NOT NULL,  -- smallest unit of the asset
  fee_milli    @INT@ NOT NULL,        -- thousandths of it
  PRIMARY KEY (org_id, statement_id, asset_id)
) @ROWLESS@;
CREATE TABLE statement_slice (        -- what one booking step did: how many rows were done before it, which ids it made
  org_id       @INT@ NOT NULL,
  statement_id @INT@ NOT NULL,
  first_row    @INT@ NOT NULL,
  first_id     @INT@ NOT NULL,
  last_id      @INT@ NOT NULL,
  PRIMARY KEY (org_id, statement_id, first_row)
) @ROWLESS@;
CREATE TABLE statement_row (          -- rows that wait for work: rejected ones kept, notifications that fit several
  org_id       @INT@ NOT NULL,
  statement_id @INT@ NOT NULL,
  row_number   @INT@ NOT NULL,
  kind         @INT@ NOT NULL,        -- 1 rejected 2 ambiguous
  field        TEXT  NOT NULL,        -- column in the file
  rule         TEXT  NOT NULL,        -- message id
  value        @BYTES@ NOT NULL,      -- sealed
  PRIMARY KEY (org_id, statement_id, row_number)
) @ROWLESS@;
CREATE TABLE upload (                 -- files that were sent to be looked at and are not booked yet; the server ends them after a day
  org_id       @INT@ NOT NULL,        -- of the campaign
  id           @INT@ NOT NULL,        -- of the files that came together
  number       @INT@ NOT NULL,        -- 1.. place among them: the order in which they are checked and booked
  campaign_id  @INT@ NOT NULL,
  file_digest  @BYTES@ NOT NULL,      -- SHA-256
  file_name    TEXT  NOT NULL,
  file_size    @INT@ NOT NULL,
  place        TEXT  NOT NULL,        -- name of the bytes in the folder uploads: 32 random hex digits
  made_by      @INT@ NOT NULL, made_us @INT@ NOT NULL,
  ends_us      @INT@ NOT NULL,
  PRIMARY KEY (org_id, id, number)
) @ROWLESS@;
CREATE INDEX upload_ends ON upload (ends_us);
CREATE TABLE attachment (             -- content-addressed files in the data folder
  digest  @BYTES@ NOT NULL PRIMARY KEY,
  size    @INT@ NOT NULL,
  kind    TEXT  NOT NULL,             -- sniffed media type
  made_us @INT@ NOT NULL
) @STRICT@;

-- ---- receipts: asked for, reviewed, numbered, frozen ------------------------------------------------
CREATE TABLE receipt_request (        -- who asks for a receipt of a gift; not public
  org_id      @INT@ NOT NULL,
  id          @INT@ NOT NULL,
  campaign_id @INT@ NOT NULL,
  donation_id @INT@,                  -- NULL: its payment is not found yet
  state       @INT@ NOT NULL CHECK (state BETWEEN 1 AND 5),   -- 1 open 2 reviewed 3 waits for the sum of the year 4 done 5 refused
  payer       @INT@ NOT NULL,         -- 1 person 2 organisation 3 several together
  way         @INT@ NOT NULL,         -- 1 link 2 mail 3 post
  label       TEXT NOT NULL,          -- to whom it is made out; masked if a person
  person      @BYTES@ NOT NULL,       -- sealed: title, number of identity, addresses, list; empty when erased
  stated_no   @BYTES@,                -- payment key of the number that the giver states, and ..
  stated_fen  @INT@,
  stated_day  @INT@,
  is_exact    @INT@ NOT NULL CHECK (is_exact IN (0, 1)),      -- .. all three are those of the gift
  picture     @BYTES@,                -- attachment that came with it
  replaces    @INT@ NOT NULL,         -- void receipt in whose place the new one comes; 0 none
  entered_by  @INT@ NOT NULL,         -- 0: a visitor
  entered_us  @INT@ NOT NULL,         -- civil clock
  entered_day @INT@ NOT NULL,
  due_day     @INT@ NOT NULL,         -- three working days later
  reviewed_by @INT@,
  reviewed_us @INT@,
  reason      TEXT,                   -- of a refusal, or of what ended its receipt
  receipt_id  @INT@,
  version     @INT@ NOT NULL,
  @KEY(org_id,id)@
) @STRICT@;
CREATE UNIQUE INDEX receipt_request_gift ON receipt_request (org_id, donation_id) WHERE donation_id IS NOT NULL AND state <> 5;
CREATE INDEX receipt_request_state ON receipt_request (org_id, state, id);
CREATE INDEX receipt_request_receipt ON receipt_request (org_id, receipt_id) WHERE receipt_id IS NOT NULL;
CREATE TABLE receipt_look (           -- who opened a request, for the sample of a review of many
  org_id      @INT@ NOT NULL,
  request_id  @INT@ NOT NULL,
  person_id   @INT@ NOT NULL,
  at_us       @INT@ NOT NULL,
  PRIMARY KEY (org_id, request_id, person_id)
) @ROWLESS@;
CREATE TABLE receipt (                -- what was given; never changed but for the fields from void_by on.  Not public
  org_id      @INT@ NOT NULL,
  id          @INT@ NOT NULL,
  campaign_id @INT@ NOT NULL,
  year        @INT@ NOT NULL,
  number      @INT@ NOT NULL,         -- 1, 2, 3 .. of the organisation's year
  state       @INT@ NOT NULL CHECK (state BETWEEN 1 AND 2),   -- 1 given 2 void
  payer       @INT@ NOT NULL,
  asset_id    @INT@ NOT NULL,
  amount      @INT@ NOT NULL CHECK (amount > 0),              -- smallest unit of the asset
  first_day   @INT@ NOT NULL,         -- of its gifts
  last_day    @INT@ NOT NULL,
  gifts       @INT@ NOT NULL CHECK (gifts > 0),
  label       TEXT NOT NULL,          -- as the request's
  body        @BYTES@ NOT NULL,       -- sealed: all that it says, as it was then
  proof       @BYTES@ NOT NULL,       -- sealed: its proof file; empty for several gifts
  leaf        @INT@ NOT NULL,         -- entry of the public log; -1 for several gifts
  request_id  @INT@ NOT NULL,
  issued_by   @INT@ NOT NULL,
  issued_us   @INT@ NOT NULL,         -- civil clock
  issued_day  @INT@ NOT NULL,
  reviewed_by @INT@ NOT NULL,
  replaces    @INT@ NOT NULL,
  copies      @INT@ NOT NULL,         -- how often it was handed out
  void_by     @INT@,
  void_us     @INT@,
  void_reason TEXT,
  replaced_by @INT@,
  fiscal_code TEXT,                   -- of the fiscal document (donation bill) that the finance department numbers
  fiscal_no   TEXT,
  fiscal_check TEXT,
  version     @INT@ NOT NULL,
  @KEY(org_id,id)@
) @STRICT@;
CREATE UNIQUE INDEX receipt_number ON receipt (org_id, year, number);
CREATE TABLE receipt_gift (           -- gifts of a receipt
  org_id      @INT@ NOT NULL,
  receipt_id  @INT@ NOT NULL,
  donation_id @INT@ NOT NULL,
  PRIMARY KEY (org_id, receipt_id, donation_id)
) @ROWLESS@;
CREATE TABLE receipt_series (         -- the last number given in each year
  org_id      @INT@ NOT NULL,
  year        @INT@ NOT NULL,
  last        @INT@ NOT NULL,
  PRIMARY KEY (org_id, year)
) @ROWLESS@;

-- ---- disclosures: figures that are frozen, reviewed and published --------------------------------
CREATE TABLE deadline (               -- limits of the law and of the house as dated data; written by init.  Public
  kind      @INT@ NOT NULL,           -- deadline_kind: 1 a disclosure in an emergency 2 a question about a figure
  from_day  @INT@ NOT NULL,           -- civil day from which it counts in this house
  days      @INT@ NOT NULL CHECK (days > 0),
  warn_days @INT@ NOT NULL CHECK (warn_days BETWEEN 0 AND days),   -- alarm from then on
  source_zh TEXT  NOT NULL,           -- law and article
  source_en TEXT  NOT NULL,
  note_zh   TEXT  NOT NULL,           -- why it counts here; empty: it is in force
  note_en   TEXT  NOT NULL,
  PRIMARY KEY (kind, from_day)
) @ROWLESS@;
CREATE TABLE disclosure (             -- public from state 3 on, but for persons
  org_id      @INT@ NOT NULL,         -- of the campaign
  id          @INT@ NOT NULL,         -- known_at: it counts what was entered below it
  campaign_id @INT@ NOT NULL,
  from_day    @INT@ NOT NULL,         -- first day of the period
  as_of_day   @INT@ NOT NULL,         -- its last day: what took effect later stands apart
  known_us    @INT@ NOT NULL,         -- civil instant at which it was frozen
  state       @INT@ NOT NULL CHECK (state BETWEEN 1 AND 5),   -- 1 prepared 2 reviewed 3 published 4 sent back 5 withdrawn
  year        @INT@ NOT NULL,         -- of the publication; 0 before it
  number      @INT@,                  -- 1.. without gap per campaign and year; NULL before it
  previous_id @INT@,                  -- the one published last when it was frozen
  corrects_id @INT@,                  -- published, and corrected by this one
  reason_zh   TEXT  NOT NULL,         -- what is corrected and why; empty: nothing
  reason_en   TEXT  NOT NULL,
  log_state   @INT@ NOT NULL CHECK (log_state BETWEEN 0 AND 2),    -- 0 waits for the log 1 its closes stand there 2 they would differ
  log_gifts   @INT@,                  -- number of the close of gifts; the close of refunds stands behind it
  made_by     @INT@ NOT NULL, made_us @INT@ NOT NULL,             -- times of the civil clock
  reviewed_by @INT@, reviewed_us @INT@,
  published_by @INT@, published_us @INT@,
  ended_by    @INT@, ended_us @INT@,
  ended_why   TEXT  NOT NULL,         -- why it was sent back or withdrawn; not public
  version     @INT@ NOT NULL,
  @KEY(org_id,id)@
) @STRICT@;
CREATE UNIQUE INDEX disclosure_number ON disclosure (org_id, campaign_id, year, number) WHERE number IS NOT NULL;
CREATE INDEX disclosure_campaign ON disclosure (org_id, campaign_id, id);
CREATE TABLE disclosure_row (         -- frozen figures; public with their disclosure
  org_id        @INT@ NOT NULL,
  disclosure_id @INT@ NOT NULL,
  number        @INT@ NOT NULL,       -- 0..
  part          @INT@ NOT NULL,       -- disclosure_part: gifts by day and channel, refunds, fees, what is new ...
  asset_id      @INT@ NOT NULL,       -- currencies are counted apart
  day           @INT@ NOT NULL,       -- 0: of no day
  channel       @INT@ NOT NULL,       -- 0: of none
  count         @INT@ NOT NULL,
  givers        @INT@ NOT NULL,
  amount        @INT@ NOT NULL,       -- smallest unit of the asset
  PRIMARY KEY (org_id, disclosure_id, number)
) @ROWLESS@;
CREATE TABLE question (               -- about a figure of a disclosure; public with its answer if the asker agreed
  org_id        @INT@ NOT NULL,
  id            @INT@ NOT NULL,
  disclosure_id @INT@ NOT NULL,
  campaign_id   @INT@ NOT NULL,
  number        @INT@ NOT NULL,       -- 1.. without gap of the campaign
  figure        TEXT  NOT NULL,       -- name of the figure; empty: none in particular
  text          TEXT  NOT NULL,
  may_publish   @INT@ NOT NULL CHECK (may_publish IN (0,1)),
  link          @BYTES@ NOT NULL,     -- digest of the asker's secret link; not public
  asked_us      @INT@ NOT NULL,       -- civil clock
  due_us        @INT@ NOT NULL,       -- by when it is answered
  answer        TEXT  NOT NULL,       -- empty until then
  answered_by   @INT@, answered_us @INT@,
  version       @INT@ NOT NULL,
  @KEY(org_id,id)@
) @STRICT@;
CREATE UNIQUE INDEX question_number ON question (org_id, campaign_id, number);
CREATE UNIQUE INDEX question_link ON question (org_id, link);
CREATE INDEX question_disclosure ON question (disclosure_id);

-- ---- public log -------------------------------------------------------------------------------
CREATE TABLE log_cursor (             -- changes above it are not yet in the log
  node @INT@ NOT NULL PRIMARY KEY,
  seq  @INT@ NOT NULL
) @STRICT@;
CREATE TABLE log_wait (               -- confirmed (or undone) batches whose leaves are being numbered, slice by slice
  seq          @INT@ NOT NULL PRIMARY KEY,  -- of the change that confirmed it
  org_id       @INT@ NOT NULL,
  statement_id @INT@ NOT NULL,
  order_key    @BYTES@ NOT NULL,      -- random: the order of leaves within a day
  done         @INT@ NOT NULL         -- leaves numbered so far
) @STRICT@;
CREATE TABLE log_leaf (               -- public but source_id
  number     @INT@ NOT NULL PRIMARY KEY,  -- index in the tree, from 0
  hash       @BYTES@ NOT NULL,        -- leaf hash
  bytes      @BYTES@ NOT NULL,        -- exact entry
  org_id     @INT@ NOT NULL,
  project_id @INT@ NOT NULL,          -- campaign; 0 for key and note
  kind       @INT@ NOT NULL,          -- log_kind
  seq        @INT@ NOT NULL,
  source_id  @INT@ NOT NULL,          -- record it discloses
  sup        @INT@                    -- number of the leaf that it supersedes
) @STRICT@;
CREATE UNIQUE INDEX log_leaf_seq ON log_leaf (org_id, project_id, kind, seq);
CREATE UNIQUE INDEX log_leaf_sup ON log_leaf (sup) WHERE sup IS NOT NULL;  -- each leaf is superseded at most once
CREATE INDEX log_leaf_source ON log_leaf (source_id);
CREATE TABLE log_node (               -- roots of full tiles; public
  level  @INT@ NOT NULL,
  number @INT@ NOT NULL,
  hash   @BYTES@ NOT NULL,
  PRIMARY KEY (level, number)
) @ROWLESS@;
CREATE TABLE log_checkpoint (         -- every checkpoint ever signed; public once served
  size      @INT@ NOT NULL PRIMARY KEY,
  root      @BYTES@ NOT NULL,
  note      TEXT  NOT NULL,
  signed_us @INT@ NOT NULL,
  served_us @INT@
) @STRICT@;
@ONLY(sqlite)@ CREATE TRIGGER log_leaf_no_update BEFORE UPDATE ON log_leaf BEGIN SELECT RAISE(ABORT, 'log_leaf is append-only'); END;
@ONLY(sqlite)@ CREATE TRIGGER log_leaf_no_delete BEFORE DELETE ON log_leaf BEGIN SELECT RAISE(ABORT, 'log_leaf is append-only'); END;
@ONLY(postgresql)@ CREATE TRIGGER log_leaf_append_only BEFORE UPDATE OR DELETE ON log_leaf FOR EACH ROW EXECUTE FUNCTION append_only();
