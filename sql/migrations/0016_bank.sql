-- The bank, and what is expected of it. Everything of one tenant stands on one shard, that of the subject `bank:deposits`:
-- lines and deposits are matched with each other, so they are worked on one after the other, and there are few of them.

create table bank_statement (
  tenant       text        not null,
  shard        smallint    not null,
  statement_id text        not null,
  connection   text        not null,
  account      text        not null,
  currency     text        not null,
  format       text        not null,
  number       text,
  from_date    date,
  to_date      date        not null,
  opening      bigint,                               -- null: the format states none
  closing      bigint,
  line_count   integer     not null,
  repeated     integer,                              -- of its lines, those an earlier one had; null: not looked at yet
  gap          bigint,                               -- what is missing between the one before and this one
  correlation  uuid        not null,
  received_at  timestamptz not null default now(),
  primary key (tenant, statement_id, shard)
);
create index bank_statement_account on bank_statement (tenant, connection, account, to_date);

create table deposit_match (
  tenant      text        not null,
  shard       smallint    not null,
  match_id    text        not null,
  by          text        not null,                  -- 'reference', 'amount', 'person', …
  says        text        not null,
  unit        text        not null,
  rounding    bigint      not null default 0,
  fee         bigint      not null default 0,
  lines       text[]      not null,
  deposits    text[]      not null,
  author      text,                                  -- null: found by rule
  why         text,
  matched_at  timestamptz not null,
  undone_by   text,
  undone_at   timestamptz,
  correlation uuid        not null,
  primary key (tenant, match_id, shard)
);

create table bank_line (
  tenant        text     not null,
  shard         smallint not null,
  line_id       text     not null,
  statement_id  text     not null,
  ordinal       integer  not null,
  connection    text     not null,
  account       text     not null,
  currency      text     not null,
  amount        bigint   not null,
  booked        date     not null,
  valued        date,
  code          text,
  words         bytea    not null,                   -- payer, text and references, sealed: there are people among them
  likeness      text     not null,                   -- keyed hash of what tells it from other lines
  original      bigint,
  original_unit text,
  charges       bigint,
  repeats       boolean  not null default true,      -- until the statement was looked at, it does not count
  match_id      text,
  account_path  text,                                -- explained by a rule or a person without a deposit
  reason        text,                                -- why it is open
  primary key (tenant, line_id, shard)
);
create index bank_line_statement on bank_line (tenant, shard, statement_id, ordinal);
create index bank_line_open on bank_line (tenant, shard, booked) where match_id is null and account_path is null and not repeats;
create index bank_line_likeness on bank_line (tenant, shard, likeness) where not repeats;
create index bank_line_recent on bank_line (tenant, booked desc, line_id);

-- What a payout says it sent to the bank; negative: what a provider says it took from there.
create table deposit (
  tenant      text        not null,
  shard       smallint    not null,
  deposit_id  text        not null,
  payout_id   text        not null,
  connection  text        not null,
  external    text        not null,
  currency    text        not null,
  amount      bigint      not null,
  due         date        not null,
  names       text[]      not null default '{}',
  match_id    text,
  missing     boolean     not null default false,
  reason      text,
  correlation uuid        not null,
  primary key (tenant, deposit_id, shard)
);
create index deposit_open on deposit (tenant, shard, due) where match_id is null;
create index deposit_payout on deposit (tenant, payout_id);
create index deposit_recent on deposit (tenant, due desc, deposit_id);
