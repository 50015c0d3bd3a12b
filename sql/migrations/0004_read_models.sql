-- Rows to read: projections of the log, rebuilt by replaying it. Hot tables, so tenant and shard in every key.

create table order_view (
  tenant      text     not null,
  shard       smallint not null,
  order_id    text     not null,
  channel     text     not null,
  external    text     not null,
  number      text     not null,
  placed_at   timestamptz not null,
  currency    text     not null,
  total       bigint   not null,
  document    jsonb    not null,                 -- the canonical order as last seen
  erp_order   text,
  cancelled_at timestamptz,
  stage       text     not null default 'placed', -- derived words for lists; quantities below are the truth
  correlation uuid     not null,
  changed     timestamptz not null default now(),
  primary key (order_id, tenant, shard)
);
create index order_view_recent on order_view (tenant, placed_at desc, order_id);

create table order_line_view (
  tenant    text     not null,
  shard     smallint not null,
  order_id  text     not null,
  line_id   text     not null,
  sku       text,
  title     text     not null,
  ordered   integer  not null,
  cancelled integer  not null default 0,
  reserved  integer  not null default 0,
  released  integer  not null default 0,
  shipped   integer  not null default 0,
  delivered integer  not null default 0,
  returned  integer  not null default 0,
  refunded  integer  not null default 0,
  primary key (order_id, line_id, tenant, shard),
  constraint never_more_than_ordered check (cancelled + shipped <= ordered),
  constraint returned_after_shipped check (returned <= shipped)
);

create table shipment_view (
  tenant      text     not null,
  shard       smallint not null,
  shipment_id text     not null,
  order_id    text     not null,
  location    text     not null,
  shipped_at  timestamptz not null,
  document    jsonb    not null,
  recorded_at timestamptz,                        -- the ERP knows
  reported_at timestamptz,                        -- the channel knows
  invoice     text,
  primary key (shipment_id, tenant, shard)
);
create index shipment_by_order on shipment_view (order_id, tenant);

create table payout_view (
  tenant      text     not null,
  shard       smallint not null,
  payout_id   text     not null,
  connection  text     not null,
  external    text     not null,
  currency    text     not null,
  net         bigint   not null,
  deposit_date date    not null,
  line_count  integer  not null,
  explained   bigint   not null default 0,        -- sum of lines with a known class
  suspense    bigint   not null default 0,
  correlation uuid     not null,
  primary key (payout_id, tenant, shard)
);
create table payout_line (
  tenant    text     not null,
  shard     smallint not null,
  payout_id text     not null,
  ordinal   integer  not null,
  class     text     not null,
  code      text     not null,
  amount    bigint   not null,
  order_external text,
  order_id  text,                                  -- resolved by link when the line was read
  sku       text,
  quantity  integer,
  posted_at timestamptz,
  detail    jsonb,
  primary key (payout_id, ordinal, tenant, shard)
);
create index payout_line_order on payout_line (order_id, tenant) where order_id is not null;

-- What each channel was last told and acknowledged, per item: the compare-and-swap base.
create table stock_told (
  tenant     text     not null,
  shard      smallint not null,                    -- of the SKU
  connection text     not null,
  item       text     not null,
  sku        text     not null,
  wanted     integer,                              -- last wish
  acknowledged integer,
  acknowledged_at timestamptz,
  primary key (item, connection, tenant, shard)
);
create index stock_told_by_sku on stock_told (sku, tenant);
-- A warehouse repeats our fulfillment id and nothing else: find its wish.
create index message_fulfillment on message ((data->'fulfillment'->>'fulfillmentId'), tenant) where type = 'RequestFulfillment';
-- Lines that still want stock: looked at when some arrives.
create index order_line_wanting on order_line_view (sku, tenant) where ordered > reserved + shipped + cancelled;
