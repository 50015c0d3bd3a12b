-- Stories by e-mail: a keyed hash beside the sealed body finds a person without saying who it is.
alter table vault_party add column mailbox text;
create index vault_party_mailbox on vault_party (mailbox, tenant) where mailbox is not null;
-- Filters of a list that one person keeps under a name, on whatever machine they sit.
create table saved_view (
  tenant text not null references tenant,
  who    text not null,
  page   text not null,
  name   text not null,
  search text not null,
  primary key (tenant, who, page, name)
);
-- Orders that are not finished, by stage: a filter for what is rare must not read a million that are. Finished ones are
-- most of the table and are found by date, so they stay out of it.
create index order_view_unfinished on order_view (tenant, stage, placed_at desc, order_id)
  where stage in ('placed', 'validated', 'short', 'reserved', 'in ERP', 'released', 'ready to collect', 'shipped');
