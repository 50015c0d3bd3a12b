-- Where a channel has each part of an order sent from, as last seen: what it says of a part next is a move or is none, also
-- when nobody told of it.
create table assigned_part (
  tenant   text        not null,
  shard    smallint    not null,                    -- of the order
  order_id text        not null,
  part     text        not null,                    -- the channel's id of it
  place    text        not null,                    -- the channel's id of the location
  lines    text[]      not null,                    -- its lines, by the channel's ids
  made     timestamptz not null,                    -- at the channel: parts made together were routed, not moved
  seen     timestamptz not null,
  primary key (tenant, shard, order_id, part)
);
