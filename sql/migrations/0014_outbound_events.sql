-- Outbound events: systems of the retailer that are told facts over signed webhooks.
--
-- What a subscriber is owed is a delivery like any other (handler 'subscription:<id>'), made in the transaction that
-- wrote the fact, so that nothing is told that did not happen and nothing that happened is forgotten. Here stand only
-- who is told what, and the log of attempts.

create table subscription (
  tenant        text        not null references tenant,
  subscription  text        not null,                  -- 'sub-…'
  name          text        not null,
  url           text        not null,
  types         text[]      not null,                  -- types of messages, not of events
  channels      text[]      not null default '{}',     -- empty: of all
  personal      boolean     not null default false,    -- may be told who the buyer is
  secrets       bytea       not null,                  -- sealed with the tenant's data key
  state         text        not null default 'active' check (state in ('active', 'paused', 'disabled')),
  reason        text,                                  -- why it is paused or disabled
  exception     text,                                  -- the key of the exception that says so
  failures      integer     not null default 0,        -- attempts in a row that its server did not take
  failing_since timestamptz,
  blocked_until timestamptz,
  reached_at    timestamptz,
  created_by    text        not null,
  created_at    timestamptz not null default now(),
  deleted_at    timestamptz,                           -- its log is kept as long as it would have been
  primary key (tenant, subscription)
);
create unique index subscription_named on subscription (tenant, name) where deleted_at is null;

create table subscription_attempt (
  tenant       text        not null,
  shard        smallint    not null,                   -- of the message
  id           uuid        not null,
  subscription text        not null,
  message      uuid        not null,
  type         text        not null,
  subject      text        not null,
  correlation  uuid        not null,
  replay       boolean     not null default false,
  at           timestamptz not null,
  status       smallint,                               -- absent: no answer
  milliseconds integer     not null,
  taken        boolean     not null,
  answer       text,                                   -- its first words
  primary key (id, tenant, shard)
);
create index subscription_attempt_recent on subscription_attempt (subscription, tenant, at desc, id);
create index subscription_attempt_age on subscription_attempt (at);
