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
