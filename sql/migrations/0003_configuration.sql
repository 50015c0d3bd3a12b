-- Configuration: small, rarely written tables (reference tables on a distributed database). Versioned.

create table connection (
  tenant     text not null references tenant,
  connection text not null check (connection ~ '^[a-z][a-z0-9-]{0,62}$'),
  connector  text not null,
  roles      text[] not null default '{}',        -- 'channel', 'erp', 'warehouse'
  settings   jsonb not null,                      -- without secrets
  secrets    bytea,                               -- sealed JSON of the secret settings
  state      text not null default 'active' check (state in ('active', 'suspended', 'closed')),
  reason     text,                                -- why it is suspended, in words
  changed    timestamptz not null default now(),
  primary key (tenant, connection)
);
create table location (
  tenant     text not null references tenant,
  location   text not null,
  name       text not null,
  kind       text not null check (kind in ('warehouse', 'store', '3pl', 'marketplace', 'transit')),
  connection text,                                -- who ships from it
  priority   integer not null default 100,
  country    text,
  primary key (tenant, location)
);
create table product (
  tenant text not null references tenant,
  sku    text not null,
  title  text not null,
  gtin   text,
  primary key (tenant, sku)
);
-- Mappings are data: the row that counts is the one with the highest version whose time has come.
create table mapping (
  tenant     text not null references tenant,
  name       text not null,                       -- 'sku', 'location', 'carrier', 'tax', 'account', …
  connection text not null,
  external   text not null,
  version    integer not null,
  own        text,                                -- null: removed
  author     text not null,
  active_from timestamptz not null default now(),
  primary key (tenant, name, connection, external, version)
);
create table policy (
  tenant     text not null references tenant,
  name       text not null,                       -- 'route', 'books', 'stock', …
  scope      text not null,                       -- connection, location or '*'
  version    integer not null,
  value      jsonb not null,
  author     text not null,
  active_from timestamptz not null default now(),
  primary key (tenant, name, scope, version)
);
create sequence configuration_version;

-- Token buckets, shared by all workers of a connection, corrected by what the partner's headers say.
create table budget (
  tenant      text not null,
  connection  text not null,
  bucket      text not null,
  tokens      double precision not null,
  capacity    double precision not null,
  per_second  double precision not null,
  blocked_until timestamptz,
  changed     timestamptz not null default now(),
  primary key (tenant, connection, bucket)
);
-- Circuit breakers: closed, open until a time, or half-open (one probe).
create table breaker (
  tenant     text not null,
  connection text not null,
  failures   integer not null default 0,
  open_until timestamptz,
  primary key (tenant, connection)
);
-- Polls, subscription checks and sweeps: who is next, and where the last one stopped.
create table schedule (
  tenant     text not null,
  name       text not null,                       -- 'poll:shopify-us:orders'
  every_seconds double precision not null,
  due        timestamptz not null default now(),
  cursor     text,
  last_ok    timestamptz,
  last_fault text,
  primary key (tenant, name)
);

create table audit (
  tenant   text not null,
  position bigint not null,
  at       timestamptz not null default now(),
  who      text not null,
  what     text not null,
  before   jsonb,
  after    jsonb,
  why      text,
  previous bytea not null,                        -- hash of the entry before; the chain shows tampering
  hash     bytea not null,
  primary key (tenant, position)
);
create table intake_refusal (
  tenant     text not null,
  connection text not null,
  reason     text not null,
  hour       timestamptz not null,
  count      bigint not null default 0,
  primary key (tenant, connection, reason, hour)
);

-- Worker processes: a beat each second. One whose beat stops is cut off by the others (see src/runtime/ownership.ts).
create table worker (
  worker      text primary key,
  backend     integer not null,
  beat        timestamptz not null default now(),
  started     timestamptz not null default now()
);
