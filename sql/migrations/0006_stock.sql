-- Stock beyond on hand and reserved: kits and units of measure, where places are and what they can do in a day, goods on
-- order, claims on them, holds with an end, and how long goods have lain.

-- What an item is made of and counted in. Units: name → [numerator, denominator] of eaches; parts: SKU → eaches per kit.
alter table product
  add column class   text,
  add column units   jsonb,
  add column parts   jsonb,
  add column changed timestamptz not null default now();
create index product_changed on product (tenant, changed);

alter table location
  add column class     text,
  add column latitude  integer check (latitude between -90000000 and 90000000),      -- millionths of a degree
  add column longitude integer check (longitude between -180000000 and 180000000),
  add column capacity  integer check (capacity >= 0);                                -- orders in a day

-- A kit's line holds several items at one place.
alter table reservation
  drop constraint reservation_pkey,
  add primary key (tenant, shard, order_id, line_id, sku, location),
  add column per  integer not null default 1 check (per > 0),   -- eaches of this item in one unit of the line
  add column line_sku text,                                      -- what the line is, when that is a kit
  add column kind text    not null default 'order' check (kind in ('order', 'hold'));
create index reservation_by_sku on reservation (tenant, sku) where reserved > 0;

-- Held for somebody until a time; the units stand in `reservation` under the hold's id.
create table stock_hold (
  tenant    text        not null,
  shard     smallint    not null,
  hold_id   text        not null,
  reference text        not null,            -- the caller's word for it: a basket, a desk
  channel   text        not null,
  made      timestamptz not null,
  until     timestamptz not null,
  ended     text check (ended in ('released', 'expired', 'taken')),
  primary key (tenant, shard, hold_id)
);

-- What is on order, per document of a supplier or ERP: still expected, never below zero.
create table stock_incoming (
  tenant    text     not null,
  shard     smallint not null,
  sku       text     not null,
  location  text     not null,
  document  text     not null,
  quantity  integer  not null check (quantity >= 0),
  expected  date,
  said_at   timestamptz not null,
  primary key (tenant, shard, sku, location, document)
);

-- Orders that were promised goods which are not here yet, in the order they asked. `allotted` arrived for them.
create table stock_claim (
  tenant    text        not null,
  shard     smallint    not null,
  sku       text        not null,
  location  text        not null,
  order_id  text        not null,
  quantity  integer     not null check (quantity >= 0),
  allotted  integer     not null default 0 check (allotted >= 0),
  asked     timestamptz not null,
  primary key (tenant, shard, sku, location, order_id)
);

-- Since when an item has lain somewhere without ever running out: older goods go first.
create table stock_since (
  tenant   text        not null,
  shard    smallint    not null,
  sku      text        not null,
  location text        not null,
  since    timestamptz not null,
  primary key (tenant, shard, sku, location)
);

-- Orders a location was given on a day. Only for locations with a capacity.
create table location_load (
  tenant   text     not null,
  shard    smallint not null,
  location text     not null,
  day      date     not null,
  orders   integer  not null default 0,
  primary key (tenant, shard, location, day)
);
