-- Until when a lot of an item is good, where anybody said. How much of it lies there stands in its account, `lot:<location>:<lot>`.
create table stock_lot (
  tenant   text     not null,
  shard    smallint not null,
  sku      text     not null,
  location text     not null,
  lot      text     not null,
  expires  date,
  primary key (tenant, shard, sku, location, lot)
);

insert into stock_lot (tenant, shard, sku, location, lot)
select b.tenant, b.shard, b.unit, substring(b.account from '^lot:(.+):[^:]+$'), substring(b.account from '^lot:.+:([^:]+)$')
from balance b where b.account ~ '^lot:.+:[^:]+$';

-- Of what an order claimed, the units that are on their way from another place of ours.
alter table stock_claim add column moving integer not null default 0 check (moving >= 0);

-- When a channel is told that it ships: days to dispatch, and from which day on.
alter table stock_told
  add column wanted_lead text,
  add column shown_lead  text;
