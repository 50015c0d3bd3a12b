/** Fees against rate cards: what was charged too much, line by line, with the evidence for a claim. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { FeeAuditSheet } from '../types.ts';
import { address, type Failed } from '../api.ts';
import { useGet } from '../data.ts';
import { Day, Head, Mark, Money, Sheet } from '../parts/bits.tsx';
import { Pick, TextFilter, Views } from '../parts/filters.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count, money, plural, share, title } from '../words.ts';
import { FiledClaims, FileClaims } from './fee-claims.tsx';
import { FinanceTabs, isZero } from './finance.tsx';

type Claim = FeeAuditSheet['claims'][number];
const CLAIMS: readonly Column<Claim>[] = [
  { name: 'Day', of: (c) => <Day date={c.day} /> },
  { name: 'Order', of: (c) => <Link to="/story/$reference" params={{ reference: c.order }}>{c.order}</Link> },
  { name: 'SKU', of: (c) => c.sku, wide: true },
  { name: 'Fee', of: (c) => <>{title(c.fee)}<div className="quiet small wrap">{c.says}</div></> },
  { name: 'By rate card', of: (c) => <span title={c.rule}>{c.rateCard}</span>, wide: true },
  { name: 'Expected', of: (c) => <Money of={c.expected} currency={c.currency} />, right: true },
  { name: 'Charged', of: (c) => <Money of={c.charged} currency={c.currency} />, right: true },
  { name: 'Apart', of: (c) => <strong className="person"><Money of={c.difference} currency={c.currency} /></strong>, right: true },
  { name: 'State', of: (c) => (isToFile(c) ? <Mark tone="person">not filed</Mark> : <span className="quiet">{c.state === 'open' ? 'in our favor' : c.state}</span>) },
];

const isToFile = (c: Claim): boolean => c.state === 'open' && !c.difference.startsWith('-');

export function FeeAudit() {
  const search = useSearch({ from: '/finance/fee-audit' });
  const navigate = useNavigate();
  const partners = useGet('/v1/connections').value?.items;
  const { value: a, failed, again } = useGet(address('/v1/fee-audit', search));
  const set = (name: keyof typeof search) => (value: string | undefined) => void navigate({ to: '/finance/fee-audit', search: { ...search, [name]: value } });
  return (
    <>
      <Head title="Fee audit" says={a && `${share(a.agreed, a.lines)} of ${plural(a.lines, 'fee line')} as the rate cards say`}>
        <a className="button" href={address('/v1/fee-audit/claims.csv', search)} download="fee-claims.csv">Claims as CSV</a>
        <FileClaims open={a?.claims.filter(isToFile).length ?? 0} of={search} /></Head>
      <FinanceTabs />
      <div className="filters">
        <Pick label="Of" value={search.connection} options={partners?.map((c) => c.connection) ?? []} set={set('connection')} />
        <TextFilter label="From" type="date" value={search.from} set={set('from')} />
        <TextFilter label="To" type="date" value={search.to} set={set('to')} />
        <Views />
      </div>
      {failed && <Sheet><Without failed={failed} again={again} /></Sheet>}
      {!a && !failed && <Sheet><Waiting rows={6} /></Sheet>}
      {a && <Differences a={a} />}
      {!failed && <FiledClaims connection={search.connection} />}
      {a && <Unruled of={a.unruled} />}
    </>
  );
}

/** What failed; that there is no rate card is no failure but a thing to do. */
const Without = ({ failed, again }: { failed: Failed; again: () => void }) => (/rate card/.test(failed.message) ? (
  <Empty title="There is no rate card yet">
    It says what each fee of a marketplace should be. Write one as policy <code>rate-card</code> of the connection and apply it
    (<code>threadline apply</code>): every charged fee is held against it, and differences appear here as claims.
  </Empty>
) : <Said failed={failed} again={again} />);

const Differences = ({ a }: { a: FeeAuditSheet }) => (
  <>
    <Claimed a={a} />
    <Sheet title="Claims"><List label="Fee claims" columns={CLAIMS} rows={a.claims} id={(c) => `${c.settlement} ${c.order} ${c.sku} ${c.fee} ${c.charged}`}
      empty={<Empty title="Nothing to claim">{a.lines === 0 ? 'No fee was looked at: a rate card says what a fee should be.' : 'Every fee is what its rate card says.'}</Empty>} /></Sheet>
  </>
);

const Unruled = ({ of }: { of: FeeAuditSheet['unruled'] }) => (of.length === 0 ? null : (
  <Sheet title="No rate card says what these should be">
    <ul className="notes">{of.map((u) => <li key={`${u.connection} ${u.fee} ${u.currency}`}>{u.connection}: {title(u.fee).toLowerCase()}, {plural(u.lines, 'line')}, {money(u.amount, u.currency)}</li>)}</ul></Sheet>
));

const Claimed = ({ a }: { a: FeeAuditSheet }) => (a.claimed.length === 0 ? null : (
  <p>{a.claimed.map((c) => (
    <span key={c.currency}><Mark tone="person">{money(c.over, c.currency)} charged too much</Mark>{!isZero(c.under) && <span className="quiet"> and {money(c.under, c.currency)} too little</span>} </span>))}
    in {count(a.claims.length)} lines.</p>
));
