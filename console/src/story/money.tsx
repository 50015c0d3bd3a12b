/** Money and goods of the story: the ledger's entries as text, or as T-accounts; and payout lines that name it. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Story } from '../types.ts';
import { Day, Money, Sheet } from '../parts/bits.tsx';
import { List, type Column } from '../parts/table.tsx';
import { amount } from '../words.ts';

type Entry = Story['entries'][number];
type PayoutLine = Story['payoutLines'][number];
const LINES: readonly Column<PayoutLine>[] = [
  {
    name: 'Payout',
    of: (l) => (
      <Link to="/finance/payouts/$payout" params={{ payout: l.payout }}>
        {l.external}
      </Link>
    ),
  },
  { name: 'Of', of: (l) => l.connection },
  { name: 'Deposit', of: (l) => <Day date={l.depositDate} /> },
  { name: 'What', of: (l) => `${l.class} (${l.code})` },
  { name: 'Amount', of: (l) => <Money of={l.amount} currency={l.currency} />, right: true },
];

export function MoneySheet({ s }: { s: Story }) {
  const [book, setBook] = useState<'money' | 'goods'>('money');
  const [form, setForm] = useState<'text' | 'accounts'>('text');
  if (s.entries.length === 0 && s.payoutLines.length === 0) return null;
  const entries = s.entries.filter((e) => e.book === book);
  return (
    <Sheet
      title="The books"
      aside={
        <span className="acts">
          {(['money', 'goods'] as const).map((b) => (
            <button key={b} type="button" className="chip" aria-pressed={book === b} onClick={() => setBook(b)}>
              {b}
            </button>
          ))}
          {(['text', 'accounts'] as const).map((f) => (
            <button key={f} type="button" className="chip" aria-pressed={form === f} onClick={() => setForm(f)}>
              {f === 'text' ? 'journal' : 'T-accounts'}
            </button>
          ))}
        </span>
      }
    >
      {entries.length === 0 && <p className="pad quiet">No entries in the {book} ledger yet.</p>}
      {entries.length > 0 &&
        (form === 'text' ? (
          <pre className="pad exact">{entries.map((e) => e.text).join('\n')}</pre>
        ) : (
          <div className="pad">
            <Accounts entries={entries} />
          </div>
        ))}
      {s.payoutLines.length > 0 && (
        <List
          label="Payout lines"
          columns={LINES}
          rows={s.payoutLines}
          id={(l) => `${l.payout} ${l.code} ${l.amount} ${l.class}`}
          empty={null}
        />
      )}
    </Sheet>
  );
}

function Accounts({ entries }: { entries: readonly Entry[] }) {
  const lines = entries.flatMap((e) => e.lines);
  const accounts = [...Map.groupBy(lines, (l) => `${l.account} · ${l.unit}`)].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return accounts.map(([name, of]) => (
    <div key={name} className="taccount">
      <div className="title">{name}</div>
      {(['debit', 'credit'] as const).map((side) => (
        <div key={side} className="side">
          <div className="sr">{side}</div>
          {of
            .filter((l) => l.amount.startsWith('-') === (side === 'credit'))
            .map((l, i) => (
              <div key={i}>{amount(l.amount.replace('-', ''))}</div>
            ))}
        </div>
      ))}
    </div>
  ));
}
