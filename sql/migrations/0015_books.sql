-- Books: accounting periods, what a person decided about a late document, journals that wait for approval, number
-- series, and which way a payout's revenue was posted.

alter table entry add column document_date date;   -- the document's own; null: it is the accounting date
alter table entry add column kind text;            -- class of document: 'invoice', 'payout', 'reversal', …
alter table entry add column number text;          -- 'PAY-2026-000017', of its entity's series; null: the ERP numbers it
alter table entry add column reverses uuid;        -- the entry it takes back
alter table entry add column dimensions jsonb;     -- channel, marketplace, location

-- A month without a row is open.
create table period (
  tenant       text not null,
  legal_entity text not null,
  period       text not null check (period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  state        text not null check (state in ('open', 'soft-closed', 'closed')),
  changed_at   timestamptz not null default now(),
  changed_by   text not null,
  why          text,
  checklist    jsonb,                               -- as it stood when it was closed
  primary key (tenant, legal_entity, period)
);

-- A person lets a document of a closed month into the next open one.
create table late_document (
  tenant     text not null,
  message    uuid not null,
  decided_by text not null,
  decided_at timestamptz not null default now(),
  why        text,
  primary key (tenant, message)
);

-- What waits for a second person: a journal that is in the ledger and not yet in the ERP, or one a person proposes.
create table journal_approval (
  tenant       text not null,
  id           uuid not null,
  entry        uuid,                                -- of a proposal: the entry it takes back, if any
  document     text not null,                       -- the subject of the document, whose shard holds the entry
  kind         text not null,
  legal_entity text not null,
  date         date not null,
  memo         text not null,
  correlation  uuid not null,
  unit         text not null,
  amount       bigint not null,                     -- sum of the debits
  variance     bigint not null default 0,           -- of it, what is not explained
  reasons      text[] not null,
  proposal     jsonb,                               -- what is posted when it is approved; null: it is posted already
  erp          jsonb,                               -- the connection and the key of its wish; null: it stays here
  author       text not null,
  asked_at     timestamptz not null default now(),
  state        text not null default 'waiting' check (state in ('waiting', 'approved', 'rejected')),
  decided_by   text,
  decided_at   timestamptz,
  why          text,
  primary key (tenant, id),
  constraint approver_is_not_author check (state <> 'approved' or decided_by <> author)
);
create index journal_approval_open on journal_approval (tenant, asked_at) where state = 'waiting';
create index journal_approval_entry on journal_approval (tenant, entry);

create table journal_series (
  tenant       text not null,
  legal_entity text not null,
  series       text not null,
  year         integer not null,
  last         integer not null,
  primary key (tenant, legal_entity, series, year)
);

-- Whether the payout itself posted revenue, or cleared what documents had posted.
alter table payout_view add column mode text check (mode in ('documents', 'summary'));
-- Of lines whose order began the other way, before its channel changed; null: as their payout.
alter table payout_line add column mode text check (mode in ('documents', 'summary'));
create index entry_reverses on entry (reverses) where reverses is not null;
