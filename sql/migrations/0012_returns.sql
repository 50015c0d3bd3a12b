-- Returns as rows to read: what was agreed, and of each line of an order what came back where and what was found.

create table return_view (
  tenant      text        not null,
  shard       smallint    not null,                 -- of its order
  return_id   text        not null,
  order_id    text        not null,
  connection  text        not null,                 -- who told of it
  external    text        not null,
  number      text        not null,
  stage       text        not null default 'requested',
  resolution  text        not null default 'refund',
  exchange    text,                                 -- the order that replaces the goods
  announced   jsonb       not null default '[]',    -- lines as they were agreed
  reason      text,                                 -- why it was declined or called off
  opened_at   timestamptz not null,
  changed     timestamptz not null default now(),
  correlation uuid        not null,
  primary key (order_id, return_id, tenant, shard)
);
create index return_view_recent on return_view (tenant, opened_at desc, return_id);
create index return_view_named on return_view (tenant, external);
create index return_view_number on return_view (tenant, number);
create index return_view_id on return_view (tenant, return_id);

-- Bounded twice: by what left (order_line_view), and here by what came.
create table return_line_view (
  tenant     text     not null,
  shard      smallint not null,
  order_id   text     not null,
  line_id    text     not null,
  location   text     not null,
  sku        text     not null,
  received   integer  not null default 0,
  resaleable integer  not null default 0,
  damaged    integer  not null default 0,
  destroyed  integer  not null default 0,
  at         timestamptz not null,
  primary key (order_id, line_id, location, tenant, shard),
  constraint found_of_what_came check (resaleable >= 0 and damaged >= 0 and destroyed >= 0
    and resaleable + damaged + destroyed <= received)
);
