-- The ledger: goods and money are integers; every entry sums to zero per unit; corrections are new entries.
--
-- Lines stand in the entry row, so that balance is a check on one row (a constraint trigger would report at
-- commit, in the words of a lost node). Postings and balances are written from it in the same transaction.
-- A goods entry has one SKU and lives in its shard; a money entry lives in the shard of its document, so an
-- account that everything touches has one balance row per shard and is summed when read.

create function balanced(lines jsonb) returns boolean language sql immutable parallel safe as $$
  select coalesce(bool_and(s = 0), false) from (
    select sum((l->>'amount')::bigint) as s from jsonb_array_elements(lines) as l group by l->>'unit') as u $$;

create table entry (
  tenant      text        not null,
  shard       smallint    not null,
  id          uuid        not null,
  book        text        not null check (book in ('goods', 'money')),
  key         text        not null,
  date        date        not null,
  at          timestamptz not null,
  memo        text        not null,
  document    text        not null,          -- 'order:ord-…', 'payout:…', 'sku:TEE-M'
  legal_entity text       not null default 'main',
  lines       jsonb       not null,
  cause       uuid        not null,
  correlation uuid        not null,
  posted_at   timestamptz not null default now(),
  primary key (id, tenant, shard),
  unique (key, tenant, shard),
  constraint entry_balances check (balanced(lines))
);
create index entry_by_story on entry (correlation);
create index entry_by_date on entry (date, tenant, book); -- the date first: the check of a posting's entry must never prefer it
create index entry_by_document on entry (document, tenant, shard);

create table posting (
  tenant  text     not null,
  shard   smallint not null,
  entry   uuid     not null,
  ordinal smallint not null,
  account text     not null,
  unit    text     not null,
  amount  bigint   not null,                 -- debit positive, credit negative; minor units or eaches
  primary key (entry, ordinal, tenant, shard),
  foreign key (entry, tenant, shard) references entry (id, tenant, shard)
);
create index posting_by_account on posting (account, unit, tenant);

-- "Never oversold": what is on hand or reserved at a location cannot go below zero, whatever runs at once.
create table balance (
  tenant  text     not null,
  shard   smallint not null,
  account text     not null,
  unit    text     not null,
  amount  bigint   not null,
  primary key (unit, account, tenant, shard),
  constraint stock_not_negative check (account not like 'stock:%' or amount >= 0)
);

-- The last count of a SKU at a location: what shipped before it is already in it, whenever we hear of that.
create table stock_count (
  tenant   text        not null,
  shard    smallint    not null,
  location text        not null,
  sku      text        not null,
  as_of    timestamptz not null,
  missing  integer     not null default 0,   -- counted fewer than are promised: not posted, because promises stand
  primary key (sku, location, tenant, shard)
);

-- What an order holds, in the order's shard: what a release gives back and a shipment takes.
create table reservation (
  tenant   text     not null,
  shard    smallint not null,
  order_id text     not null,
  line_id  text     not null,
  sku      text     not null,
  location text     not null,
  reserved integer  not null check (reserved >= 0),   -- still held
  taken    integer  not null default 0 check (taken >= 0),
  missing  integer  not null default 0,                -- of these, not found by the picker: released to inspection
  primary key (order_id, line_id, location, tenant, shard)
);
