-- Changes of mappings and policies that are looked at before they count: proposed, run over past traffic (backtest),
-- approved by somebody else, active for one connection first (canary) or for all, taken back. Small, rarely written.
create table configuration_proposal (
  tenant      text not null references tenant,
  id          uuid not null,
  changes     jsonb not null,             -- what each mapping or policy would become
  before      jsonb,                      -- what each was when it became active: what taking it back restores
  author      text not null,
  why         text,
  proposed_at timestamptz not null default now(),
  state       text not null default 'proposed' check (state in ('proposed', 'canary', 'active', 'rejected', 'taken back')),
  canary      text,                       -- the one connection it is active for
  version     integer,                    -- of the configuration, when it became active
  active_from timestamptz,
  decided_by  text,
  decided_at  timestamptz,
  said        text,                       -- why it was decided so
  backtest    jsonb,                      -- the last run over past traffic: how far it is, and what it found
  primary key (tenant, id)
);
create index configuration_proposal_recent on configuration_proposal (tenant, proposed_at desc, id);
