-- Fees that were claimed back from a marketplace, as they were when they were claimed, and what became of each.
create table fee_claim (
  tenant     text        not null,
  claim_id   text        not null,                 -- follows from the line: one is claimed once
  connection text        not null,
  settlement text        not null,
  order_ref  text        not null,
  sku        text        not null,
  fee        text        not null,
  day        date        not null,
  currency   text        not null,
  charged    bigint      not null,
  expected   bigint      not null,
  difference bigint      not null check (difference > 0),
  rule       text        not null,
  rate_card  text        not null,
  says       text        not null,
  case_no    text,                                 -- the marketplace's number of the case
  state      text        not null default 'claimed' check (state in ('claimed', 'reimbursed', 'rejected')),
  expires_on date        not null,                 -- claimed for longer than this, it is given up
  reimbursed bigint      not null default 0,
  claimed_by text        not null,
  claimed_at timestamptz not null default now(),
  decided_by text,                                 -- a person, or the payout that paid it back
  decided_at timestamptz,
  why        text,
  primary key (tenant, claim_id)
);
create index fee_claim_open on fee_claim (tenant, connection, order_ref) where state = 'claimed';
