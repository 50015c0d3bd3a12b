-- Register days: what each register rang up on a business date, its Z reports, and in which entry each ticket was posted.

create table register_day (
  tenant      text        not null,
  shard       smallint    not null,
  day_id      text        not null,
  connection  text        not null,
  store       text        not null,
  register    text        not null,
  date        date        not null,                  -- the business date, not the calendar's
  currency    text        not null,
  reports     jsonb       not null default '[]',     -- its Z reports, as stated
  parts       integer     not null default 0,        -- entries so far: the Z's is the first, supplements follow
  variance    text,                                  -- where Z and tickets disagree
  correlation uuid        not null,
  changed     timestamptz not null default now(),
  primary key (tenant, day_id, shard)
);
create index register_day_recent on register_day (tenant, date desc, day_id);

create table register_record (
  tenant   text        not null,
  shard    smallint    not null,
  day_id   text        not null,
  external text        not null,
  kind     text        not null check (kind in ('ticket', 'drawer')),
  at       timestamptz not null,
  takings  jsonb       not null,
  part     integer,                                  -- the entry that has it; null: none yet
  primary key (tenant, day_id, external, shard)
);
