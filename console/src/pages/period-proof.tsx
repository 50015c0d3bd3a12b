/** The three-way proof of a month, and opening + movement = closing account by account. */
import { Link } from '@tanstack/react-router';
import type { Checklist, Reconciliation } from '../types.ts';
import { Mark, Money, Sheet } from '../parts/bits.tsx';
import { Empty } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count, money, plural, title } from '../words.ts';
import { isZero } from './finance.tsx';

type Clearing = Reconciliation['clearing'][number];
type Roll = Checklist['rollForwards'][number];
const CLEARING: readonly Column<Clearing>[] = [
  { name: 'Account', of: (c) => <Link to="/finance/journals" search={{ account: c.account }}><span className="exact small">{c.account}</span></Link> },
  { name: 'Explained', of: (c) => <Mark tone={c.explained ? 'ok' : 'person'}>{c.explained ? (isZero(c.balance) ? 'at zero' : 'to the last cent') : `${plural(c.toLookAt, 'item')} to look at`}</Mark> },
  { name: 'Because', of: (c) => (c.because.length === 0 ? <span className="quiet">–</span> : c.because.map((b) => (
    <div key={b.reason} className="small">{money(b.amount, c.currency)} {b.reason}, {plural(b.items, 'item')}, oldest {plural(b.oldestDays, 'day')}</div>))) },
  { name: 'Balance', of: (c) => <Money of={c.balance} currency={c.currency} />, right: true },
];
const ROLLS: readonly Column<Roll>[] = [
  { name: 'Account', of: (r) => <Link to="/finance/journals" search={{ account: r.account }}><span className="exact small">{r.account}</span></Link> },
  { name: 'Opening', of: (r) => <Money of={r.opening} currency={r.currency} />, right: true },
  { name: 'Movement', of: (r) => r.movements.map((m) => <div key={m.kind} className="small"><span className="quiet">{title(m.kind)}</span> {[!isZero(m.debit) && `+${money(m.debit, r.currency)}`, !isZero(m.credit) && `−${money(m.credit, r.currency)}`].filter(Boolean).join(' ')}</div>), right: true },
  { name: 'Closing', of: (r) => <Money of={r.closing} currency={r.currency} />, right: true },
  { name: 'Ties', of: (r) => (r.stated === null ? <Mark tone={r.ties ? 'ok' : 'broken'}>{r.ties ? 'adds up' : 'does not add up'}</Mark>
    : <Mark tone={r.ties ? 'ok' : 'broken'}>{r.ties ? `as ${r.statement ?? 'the partner'} states` : `${r.statement ?? 'the partner'} states ${money(r.stated, r.currency)}`}</Mark>), wide: true },
];

export const Proof = ({ of: p }: { of: Reconciliation }) => {
  const asked = p.documents.applied.reduce((n, a) => n + a.asked, 0);
  const answered = p.documents.applied.reduce((n, a) => n + a.answered, 0);
  const stopped = [...p.documents.waiting, ...p.documents.withoutEntry];
  return (
    <Sheet title="Three-way proof" aside={<Mark tone={p.proven ? 'ok' : 'person'}>{p.proven ? 'proven' : 'not proven yet'}</Mark>}>
      <div className="pad stack">
        <p><Mark tone={p.journals.unbalanced === 0 ? 'ok' : 'broken'}>Journals balance</Mark>: {plural(p.journals.entries, 'entry', 'entries')}
          {p.journals.debits.length > 0 && `, debits of ${p.journals.debits.map((d) => money(d.amount, d.currency)).join(', ')} with credits as large`}
          {p.journals.unbalanced > 0 && <strong className="broken"> {count(p.journals.unbalanced)} do not</strong>}.</p>
        <p><Mark tone={p.clearing.every((c) => c.explained) ? 'ok' : 'person'}>Clearing is explained</Mark>: {count(p.clearing.filter((c) => c.explained).length)} of {plural(p.clearing.length, 'account')}.</p>
        <p><Mark tone={stopped.length === 0 && asked === answered ? 'ok' : 'wait'}>Documents are in the ERP</Mark>: {count(answered)} of {count(asked)}.</p>
        {stopped.length > 0 && <ul className="quiet small">{stopped.slice(0, 20).map((s) => <li key={`${s.document} ${s.detail}`}>{s.document}: {s.detail}</li>)}</ul>}
      </div>
      {p.clearing.length > 0 && <List label="Clearing accounts" columns={CLEARING} rows={p.clearing} id={(c) => `${c.account} ${c.currency}`} empty={null} />}
    </Sheet>
  );
};

export const RollForwards = ({ rows }: { rows: readonly Roll[] }) => (
  <Sheet title="Roll-forwards" aside="opening + movement = closing">
    <List label="Roll-forwards" columns={ROLLS} rows={rows} id={(r) => `${r.account} ${r.currency}`} empty={<Empty title="No clearing, reserve or deferred account moved" />} />
  </Sheet>
);
