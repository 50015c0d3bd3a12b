-- Payouts explained: what kind of statement it is, what joins its lines to orders, and codes classified after the fact.

alter table payout_view add column kind text not null default 'deposit' check (kind in ('deposit', 'balance', 'deferral'));
alter table payout_view add column opening bigint;       -- of a balance: what the provider says it held before
alter table payout_view add column closing bigint;
alter table payout_view add column period_start timestamptz;
alter table payout_view add column period_end timestamptz;

alter table payout_line add column reference text;       -- the provider's id of the movement
alter table payout_line add column payment text;         -- the provider's id of the payment it belongs to
alter table payout_line add column marketplace text;
alter table payout_line add column original bigint;      -- what was invoiced, when the provider converted it
alter table payout_line add column original_unit text;
alter table payout_line add column mapping integer;      -- version of the mapping that classified it; null: the reader
create index payout_line_reference on payout_line (tenant, reference) where reference is not null;
create index payout_line_code on payout_line (tenant, code);

-- A code was classified when lines with it were already in the books. The books change when a second person agrees.
create table reclassification (
  tenant      text not null,
  id          uuid not null,
  connection  text not null,
  code        text not null,
  marketplace text not null default '',             -- empty: on every marketplace
  payout_id   text not null,
  external    text not null,
  currency    text not null,
  from_class  text not null,
  to_class    text not null,
  lines       integer not null,
  amount      bigint not null,
  mapping     integer not null,                      -- version of the mapping that asks for it
  author      text not null,
  proposed_at timestamptz not null default now(),
  state       text not null default 'proposed' check (state in ('proposed', 'approved', 'rejected')),
  decided_by  text,
  decided_at  timestamptz,
  primary key (tenant, id),
  constraint approver_is_not_author check (state <> 'approved' or decided_by <> author)
);
create index reclassification_open on reclassification (tenant, proposed_at) where state = 'proposed';
