/** The bank: what each account holds against the books, deposits that were promised, lines that came, and matching the two. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { BankAccountRow, BankLineRow, DepositRow } from '../types.ts';
import { address } from '../api.ts';
import { useGet, useMay, usePages } from '../data.ts';
import { Day, Head, Mark, Money, Sheet, type Tone } from '../parts/bits.tsx';
import { Pick } from '../parts/filters.tsx';
import { Empty } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { inAll, title } from '../words.ts';
import { LineBox, MatchBar, PayoutLink } from './bank-match.tsx';
import { FinanceTabs, isZero } from './finance.tsx';
import '../styles/work.css';

const DEPOSIT: Readonly<Record<DepositRow['state'], readonly [Tone, string]>> = {
  open: ['going', 'on its way'], missing: ['broken', 'missing'], matched: ['ok', 'came'],
};
const LINE: Readonly<Record<BankLineRow['state'], readonly [Tone, string]>> = {
  open: ['person', 'not explained'], matched: ['ok', 'a deposit'], explained: ['ok', 'explained'],
};
const state = ([tone, word]: readonly [Tone, string]) => <Mark tone={tone}>{word}</Mark>;

const ACCOUNTS: readonly Column<BankAccountRow>[] = [
  { name: 'Account', of: (a) => <>{a.bank} <span className="quiet exact small">{a.account}</span></> },
  { name: 'Stated until', of: (a) => <Day date={a.to} /> },
  { name: 'The bank has', of: (a) => (a.closing === null ? <span className="quiet">not stated</span> : <Money of={a.closing} currency={a.currency} />), right: true },
  { name: 'The books have', of: (a) => <Money of={a.booked} currency={a.currency} />, right: true },
  { name: 'Open', of: (a) => (isZero(a.open) ? <Mark tone="ok">nothing</Mark> : <span className="person"><Money of={a.open} currency={a.currency} /></span>), right: true },
];
const DEPOSITS: readonly Column<DepositRow>[] = [
  { name: 'Payout', of: (d) => <PayoutLink d={d} /> },
  { name: 'From', of: (d) => d.connection },
  { name: 'Due', of: (d) => <Day date={d.due} /> },
  { name: 'State', of: (d) => <>{state(DEPOSIT[d.state])}{d.state !== 'open' && d.reason && <div className="quiet small">{d.reason}</div>}{d.match && <div className="quiet small">{d.match.says}</div>}</> },
  { name: 'Amount', of: (d) => <Money of={d.amount} currency={d.currency} />, right: true },
];
const LINES: readonly Column<BankLineRow>[] = [
  { name: 'Booked', of: (l) => <Day date={l.booked} /> },
  { name: 'Who and what for', of: (l) => <span className="wrap">{l.payer} <span className="quiet">{l.text}</span></span> },
  { name: 'Account', of: (l) => <span className="exact small">{l.account}</span>, wide: true },
  { name: 'State', of: (l) => <>{state(LINE[l.state])}{(l.explainedAs ?? l.reason) && <div className="quiet small">{l.explainedAs ?? l.reason}</div>}</> },
  { name: 'Amount', of: (l) => <Money of={l.amount} currency={l.currency} />, right: true },
];

export function Bank() {
  const search = useSearch({ from: '/finance/bank' });
  const navigate = useNavigate();
  const may = useMay('approve') ?? false;
  const accounts = useGet('/v1/bank/accounts');
  const deposits = usePages(address('/v1/deposits', { state: search.deposits, limit: 50 }));
  const lines = usePages(address('/v1/bank/lines', { state: search.lines, limit: 50 }), { together: true });
  const [chosenDeposits, setDeposits] = useState<ReadonlySet<string>>(new Set());
  const [chosenLines, setLines] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<string>();
  const set = (name: 'deposits' | 'lines') => (value: string | undefined) => void navigate({ to: '/finance/bank', search: { ...search, [name]: value } });
  const clear = () => { setDeposits(new Set()); setLines(new Set()); };
  const line = lines.value?.find((l) => l.id === opened);
  return (
    <>
      <Head title="Bank" says={may ? 'mark a deposit and the line it came as, and match them; most match by themselves' : 'deposits and the lines they came as'} />
      <FinanceTabs />
      <Sheet title="Accounts"><List label="Bank accounts" columns={ACCOUNTS} rows={accounts.value?.items} id={(a) => `${a.bank} ${a.account}`} failed={accounts.failed} again={accounts.again}
        empty={<Empty title="No statement has come yet">Connect a bank, or hand in a statement: camt.053, MT940, BAI2, OFX or CSV.</Empty>} /></Sheet>
      <div className="filters">
        <Pick label="Deposits" value={search.deposits} options={Object.entries(DEPOSIT).map(([v, [, name]]) => [v, name] as const)} set={set('deposits')} />
        <Pick label="Lines" value={search.lines} options={Object.entries(LINE).map(([v, [, name]]) => [v, name] as const)} set={set('lines')} />
      </div>
      <Sheet title="Deposits" aside={inAll(deposits.total, 'deposit', 'what payouts say was sent')}>
        <List label="Deposits" columns={DEPOSITS} rows={deposits.value} id={(d) => d.id} failed={deposits.failed} again={deposits.again} more={deposits.more} busy={deposits.busy}
          marked={may ? { names: chosenDeposits, set: setDeposits } : undefined}
          empty={<Empty title={search.deposits ? `No deposit is ${title(DEPOSIT[search.deposits as DepositRow['state']]?.[1] ?? search.deposits).toLowerCase()}` : 'No deposits yet'}>Each payout promises one.</Empty>} />
      </Sheet>
      <Sheet title="Lines of the statements" aside={inAll(lines.total, 'line', 'newest first; press one that is no deposit to say what it is')}>
        <List label="Bank lines" columns={LINES} rows={lines.value} id={(l) => l.id} failed={lines.failed} again={lines.again} more={lines.more} busy={lines.busy}
          marked={may ? { names: chosenLines, set: setLines } : undefined} open={(l) => setOpened(l.id)}
          empty={<Empty title="No lines">A statement of the bank brings them.</Empty>} />
      </Sheet>
      {may && <MatchBar lines={(lines.value ?? []).filter((l) => chosenLines.has(l.id))} deposits={(deposits.value ?? []).filter((d) => chosenDeposits.has(d.id))} done={clear} />}
      {line && <LineBox l={line} close={() => setOpened(undefined)} />}
    </>
  );
}
