/** The ledger by date: filter by book, account and days; take it away as CSV, plain-text accounting or Beancount. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { JournalRow } from '../types.ts';
import { address } from '../api.ts';
import { useMay, usePages } from '../data.ts';
import { Day, Head, Money, Sheet } from '../parts/bits.tsx';
import { Pick, TextFilter, Views } from '../parts/filters.tsx';
import { Empty } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { FinanceTabs } from './finance.tsx';
import { TakeBack } from './journal-take-back.tsx';
import { inAll } from '../words.ts';

const COLUMNS: readonly Column<JournalRow>[] = [
  { name: 'Date', of: (e) => <Day date={e.date} /> },
  {
    name: 'What',
    of: (e) => (
      <Link to="/story/$reference" params={{ reference: e.correlation }}>
        {e.memo}
      </Link>
    ),
  },
  { name: 'Document', of: (e) => <span className="quiet small">{e.document}</span>, wide: true },
  {
    name: 'Accounts',
    of: (e) =>
      e.lines.map((l, i) => (
        <div key={i} className="exact small">
          {l.account}
        </div>
      )),
  },
  {
    name: 'Amounts',
    of: (e) =>
      e.lines.map((l, i) => (
        <div key={i} className="small">
          <Money of={l.amount} currency={l.unit} />
        </div>
      )),
    right: true,
  },
];

const FORMATS = { csv: 'CSV', xlsx: 'Workbook', text: 'Plain text', beancount: 'Beancount' } as const;

export function Journals() {
  const may = useMay('approve');
  const [opened, setOpened] = useState<JournalRow>();
  const search = useSearch({ from: '/finance/journals' });
  const navigate = useNavigate();
  const book = search.book === 'goods' ? 'goods' : 'money';
  const list = usePages(address('/v1/journals', { ...search, book, limit: 50 }));
  const set = (name: 'book' | 'account' | 'from' | 'to') => (value: string | undefined) =>
    void navigate({ to: '/finance/journals', search: { ...search, [name]: value } });
  const take = (format: string) => address('/v1/journals', { format, book, from: search.from, to: search.to });
  return (
    <>
      <Head title="Journals" says={inAll(list.total, 'entry', `the ledger, oldest first${may ? '; press an entry to take it back' : ''}`, 'entries')}>
        {(['csv', 'xlsx', 'text', 'beancount'] as const).map((f) => (
          <a key={f} className="button" href={take(f)} download={`journal.${f === 'csv' || f === 'xlsx' ? f : 'txt'}`}>
            {FORMATS[f]}
          </a>
        ))}
      </Head>
      <FinanceTabs />
      <div className="filters">
        <Pick label="Book" value={book} options={['money', 'goods']} set={set('book')} />
        <TextFilter label="Account" value={search.account} set={set('account')} />
        <TextFilter label="From" type="date" value={search.from} set={set('from')} />
        <TextFilter label="To" type="date" value={search.to} set={set('to')} />
        <Views />
      </div>
      <Sheet>
        <List
          label="Journal entries"
          columns={COLUMNS}
          rows={list.value}
          id={(e) => e.id}
          failed={list.failed}
          again={list.again}
          more={list.more}
          busy={list.busy}
          {...(may && book === 'money' && { open: setOpened })}
          empty={
            <Empty title="No entries">
              Invoices, payouts and movements of goods write them; try other days or another account.
            </Empty>
          }
        />
      </Sheet>
      {opened && <TakeBack e={opened} close={() => setOpened(undefined)} />}
    </>
  );
}
