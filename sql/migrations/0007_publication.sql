-- What channels are told: why a number was worth sending first, what a channel sold that we have not heard of, and how
-- far the positions behind the numbers are believed.

alter table stock_told
  add column wanted_at  timestamptz,
  add column risk       jsonb,                        -- of the last wish: score, days of cover, in words
  add column sold_there integer not null default 0,   -- the channel lacked these when it answered "stale"
  add column sold_since timestamptz,                  -- orders of it placed after this account for them
  add column look_at    timestamptz;                  -- when the number is derived again by the clock alone
create index stock_told_look on stock_told (tenant, look_at) where look_at is not null;
-- What a channel does not show yet.
create index stock_told_behind on stock_told (tenant) where wanted is distinct from acknowledged;
create index stock_told_sku on stock_told (shard, tenant, sku);
-- What of a sale at a channel has been heard.
create index order_line_sku on order_line_view (tenant, sku);

-- How fast an item sells, smoothed over a day.
create table stock_pace (
  tenant  text             not null,
  shard   smallint         not null,
  sku     text             not null,
  free    integer          not null,
  per_day double precision not null,
  at      timestamptz      not null,
  primary key (tenant, shard, sku)
);

-- How far a location's positions are believed, and since when.
create table location_confidence (
  tenant   text        not null references tenant,
  location text        not null,
  score    smallint    not null check (score between 0 and 100),
  step     text        not null check (step in ('full', 'buffer', 'floor', 'pause')),
  reasons  jsonb       not null,
  since    timestamptz not null,                      -- of the step
  looked   timestamptz not null,
  primary key (tenant, location)
);
-- The last feed of a location, and what counts of it put right.
create index stock_count_feed on stock_count (tenant, location, as_of);
create index posting_variance on posting (tenant, entry) where account = 'goods:variance';

-- Items that counts put right lately: believed less than the place they lie at.
create table stock_doubt (
  tenant   text        not null,
  shard    smallint    not null,
  location text        not null,
  sku      text        not null,
  score    smallint    not null check (score between 0 and 100),
  step     text        not null check (step in ('full', 'buffer', 'floor', 'pause')),
  units    integer     not null,                      -- put right within a week
  looked   timestamptz not null,
  primary key (tenant, shard, location, sku)
);
