-- A document too large to hold in memory: sealed piece by piece. Its row in raw_payload keeps the beginning and says
-- how many there are.
create table raw_piece (
  tenant      text        not null,
  shard       smallint    not null,
  payload     uuid        not null,
  n           integer     not null,
  body        bytea       not null,
  expires_at  timestamptz not null,
  primary key (payload, n, tenant, shard)
);
create index raw_piece_expiry on raw_piece (expires_at);

-- What the books need of the lines of a large payout, added up when it was read: {zone, lines}.
alter table payout_view add column merged jsonb;
