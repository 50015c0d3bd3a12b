-- A payout whose source states neither its total nor a balance: whether a row is missing shows when the money comes.
alter table payout_view add column unproved boolean not null default false;
create index payout_unproved on payout_view (tenant, deposit_date) where unproved;
