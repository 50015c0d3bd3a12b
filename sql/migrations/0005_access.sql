-- Who may call the API: keys of machines, sessions of people, one-time links to sign in. Small tables, rarely
-- written (reference tables on a distributed database). Only hashes of tokens are here: 256 random bits need no
-- slow hash, and a copy of the database opens nothing.

create table api_key (
  tenant     text not null references tenant,
  id         uuid not null,
  hash       bytea not null unique,
  name       text not null,
  role       text not null,
  scopes     text[] not null,                     -- what of the role's rights this key has
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used  timestamptz,
  primary key (tenant, id)
);
create table sign_in (
  hash       bytea primary key,
  tenant     text not null references tenant,
  who        text not null,
  role       text not null,
  expires_at timestamptz not null,
  used_at    timestamptz                          -- a link opens one session, once
);
create table api_session (
  hash       bytea primary key,
  tenant     text not null references tenant,
  id         uuid not null,
  who        text not null,
  role       text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_used  timestamptz
);
-- Answers to writes that came with an Idempotency-Key: the same key again gets the same answer. `status` is null
-- while the first one is still at work.
create table api_answer (
  tenant text not null references tenant,
  who    text not null,
  key    text not null,
  digest text not null,
  status smallint,
  body   text,
  at     timestamptz not null default now(),
  primary key (tenant, who, key)
);

-- Screens list shipments as they list orders: newest first.
create index shipment_view_recent on shipment_view (tenant, shipped_at desc, shipment_id);
