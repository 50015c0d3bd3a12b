-- Feeds that tell a few items a document: what each said last of an item, and what had been there before the first word of
-- the window, so that many zeros one after another are seen as one. `feed_mass` is what a place's words are weighed behind.
create table feed_word (
  tenant     text        not null,
  shard      smallint    not null,
  connection text        not null,
  location   text        not null,
  sku        text        not null,
  before     integer     not null,
  said       integer     not null,
  lots       jsonb,
  as_of      timestamptz not null,
  heard      timestamptz not null,
  doubt      text        check (doubt in ('zero', 'jump')),
  fate       text        not null check (fate in ('applied', 'held', 'decided')),
  mass       uuid,
  primary key (tenant, shard, connection, location, sku)
);
create index feed_word_heard on feed_word (tenant, shard, connection, location, heard);

create table feed_mass (
  tenant     text        not null,
  shard      smallint    not null,
  connection text        not null,
  location   text        not null,
  mass       uuid,
  state      text        not null check (state in ('none', 'open', 'believed', 'dropped')),
  changed    timestamptz not null,
  primary key (tenant, shard, connection, location)
);
