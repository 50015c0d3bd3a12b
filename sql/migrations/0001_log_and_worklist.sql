-- One log and one worklist.
--
-- `message` is what happened or was asked: written once, never changed (grants below; no trigger, because
-- hot tables must run on a distributed PostgreSQL as they are). `delivery` is who still has to deal with it:
-- outbox, retry queue, timer, exception worklist and dead letter are all states of this one row.
--
-- Every hot table carries `tenant` and `shard` (0..255, src/domain/shard.ts) in every key. The order of a
-- shard comes from `shard_head`, taken last in the writing transaction: a reader that followed an identity
-- column missed one row in six, because a lower number can commit later.

create table tenant (
  tenant      text primary key check (tenant ~ '^[a-z][a-z0-9-]{0,62}$'),
  name        text not null,
  -- The data key of the tenant's vault, wrapped by the master key; see src/runtime/vault.ts.
  wrapped_key bytea,
  created_at  timestamptz not null default now()
);

create table shard_head (
  shard    smallint primary key check (shard between 0 and 255),
  position bigint not null default 0
);
-- Apart from shard_head on purpose: `for share` on the lease must not block appends.
create table shard_lease (
  shard  smallint primary key check (shard between 0 and 255),
  epoch  bigint not null default 0,
  worker text
);
insert into shard_head (shard) select s from generate_series(0, 255) s;
insert into shard_lease (shard) select s from generate_series(0, 255) s;

create table message (
  tenant      text        not null,
  shard       smallint    not null,
  position    bigint      not null,
  id          uuid        not null,
  type        text        not null check (type ~ '^[A-Z][A-Za-z]+$'),
  version     smallint    not null default 1,
  subject     text        not null,   -- 'order:ord-…'; deliveries of one subject to one handler keep their order
  data        jsonb       not null,
  key         text        not null,   -- identity of the fact, or idempotency key of the wish; permanent
  digest      text        not null,   -- of type and data: the same key with another digest is not a duplicate
  cause       uuid,                   -- the message whose handling sent this one (another shard: no foreign key)
  correlation uuid        not null,   -- the whole story, from webhook to journal
  connection  text,                   -- the partner it came from, if from outside
  mapping     integer,                -- version of the mapping that produced it
  at          timestamptz not null,   -- when it happened
  seen        timestamptz not null default now(),
  primary key (shard, position, tenant),
  unique (key, tenant, shard),
  unique (id, tenant, shard)
);
-- What tells rows apart comes first in every index, and no index holds the tenant without need: to a planner without
-- statistics one that does looks good for any statement that names the tenant, and is then read whole.
create index message_by_story on message (correlation);
create index message_by_type on message (type, tenant, seen);

create type delivery_state as enum ('Ready', 'Queued', 'Claimed', 'Parked', 'Done', 'Dropped');

create table delivery (
  tenant    text           not null,
  shard     smallint       not null,
  message   bigint         not null,
  handler   text           not null,                   -- 'workflow:order-to-cash', 'ledger:goods', 'connection:erp-1'
  subject   text           not null,
  outside   boolean        not null,                   -- its handler reaches a partner: a transaction of its own
  state     delivery_state not null default 'Ready',   -- Queued: behind an earlier one of its subject
  due       timestamptz    not null default now(),     -- a timer is a delivery that is not due yet
  rank      timestamptz    not null default now(),     -- due, moved by the lane's head start: see src/domain/lane.ts
  lane      text           not null default 'normal' check (lane in ('realtime', 'normal', 'bulk', 'finance')),
  attempts  smallint       not null default 0,
  fault     jsonb,                                     -- a Fault (src/domain/fault.ts) when it last stopped
  exception text,                                      -- its exception kind, when parked
  owner     text,                                      -- the role that must act
  assignee  text,
  waits_on  text,                                      -- 'mapping:sku:shopify-us:ABC': released when that is set
  correlation uuid         not null,
  changed   timestamptz    not null default now(),
  primary key (shard, message, handler, tenant),
  foreign key (shard, message, tenant) references message (shard, position, tenant),
  constraint parked_has_owner check (state <> 'Parked' or (fault is not null and owner is not null))
);
-- Only unfinished rows are indexed, so the indexes stay as small as the backlog.
create index delivery_open on delivery (shard, tenant, handler, subject, message)
  where state in ('Ready', 'Queued', 'Claimed', 'Parked');
create index delivery_due on delivery (shard, outside, handler, rank, message) where state = 'Ready';
create index delivery_parked on delivery (changed) where state = 'Parked';
create index delivery_waiting on delivery (waits_on) where state = 'Parked' and waits_on is not null;
create index delivery_story on delivery (correlation)
  where state in ('Ready', 'Queued', 'Claimed', 'Parked');

create table workflow_state (
  tenant   text     not null,
  shard    smallint not null,
  workflow text     not null,
  key      text     not null,
  state    jsonb    not null,
  version  bigint   not null,
  primary key (key, workflow, tenant, shard)
);

-- Ids of partners ↔ own ids. The shard is a hash of the row's own key, never the order's, so that the
-- database itself lets only one of two racing writers win.
create table link (
  tenant     text     not null,
  shard      smallint not null,
  connection text     not null,
  kind       text     not null,
  external   text     not null,
  own        text     not null,
  primary key (external, kind, connection, tenant, shard)
);
create index link_by_own on link (own, kind, tenant);

-- Any number anybody has for something → its story. Shard is a hash of the folded reference.
create table reference (
  tenant      text     not null,
  shard       smallint not null,
  reference   text     not null,   -- folded: lower case, no spaces
  kind        text     not null,   -- 'order', 'tracking', 'erp order', 'invoice', 'payout', …
  own         text     not null,   -- 'order:ord-…', 'payout:…'
  connection  text     not null,
  correlation uuid     not null,
  primary key (reference, kind, own, tenant, shard)
);

-- The raw words of partners, sealed with the tenant's data key; `body` becomes null when it expires or is erased.
create table raw_payload (
  tenant      text        not null,
  shard       smallint    not null,
  id          uuid        not null,
  connection  text        not null,
  topic       text        not null,
  reference   text        not null,
  digest      text        not null,
  body        bytea,
  received_at timestamptz not null default now(),
  expires_at  timestamptz not null,
  primary key (id, tenant, shard)
);
create index raw_payload_expiry on raw_payload (expires_at) where body is not null;

-- Personal data: one row a person, sealed with a key of its own; forgetting destroys key and body.
create table vault_party (
  tenant      text        not null,
  shard       smallint    not null,
  party       text        not null,
  correlation uuid        not null,
  wrapped_key bytea,
  body        bytea,
  customer    text,                    -- keyed hash of the channel's customer id, to find all of one person
  changed     timestamptz not null default now(),
  forgotten_at timestamptz,
  primary key (party, tenant, shard),
  constraint forgotten_is_empty check (forgotten_at is null or (wrapped_key is null and body is null))
);
create index vault_party_customer on vault_party (customer, tenant) where customer is not null;
