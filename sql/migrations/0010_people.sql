-- People: who signs in with a password and a second factor or through an identity provider, and what they write
-- beside the work. Small tables, rarely written (reference tables on a distributed database).

create table person (
  tenant       text not null references tenant,
  email        text not null check (email = lower(email) and email like '%_@_%'),
  name         text not null,
  role         text not null,
  password     text,                              -- argon2id with its parameters and salt
  factor       bytea,                             -- the second factor's secret, sealed with the tenant's key
  factor_step  bigint not null default 0,         -- the last time step that was used: a code works once
  recovery     text[] not null default '{}',      -- hashes of codes that stand in for the second factor, once each
  issuer       text,                              -- the identity provider, and who that says it is
  subject      text,
  created_at   timestamptz not null default now(),
  disabled_at  timestamptz,
  last_sign_in timestamptz,
  primary key (tenant, email),
  unique (tenant, issuer, subject)
);
-- A sign-in through an identity provider on its way there and back.
create table sign_in_flow (
  hash       bytea primary key,
  verifier   text not null,
  nonce      text not null,
  back       text not null,
  expires_at timestamptz not null
);
create table work_note (
  tenant      text not null references tenant,
  id          uuid not null,
  correlation uuid not null,
  who         text not null,
  text        text not null,
  at          timestamptz not null default now(),
  primary key (tenant, id)
);
create index work_note_story on work_note (tenant, correlation, at);
