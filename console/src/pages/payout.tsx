/** One payout on one page: from gross to the deposit, class by class; each opens its lines. */
import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { PayoutLineRow, PayoutRow, Story } from '../types.ts';
import { address } from '../api.ts';
import { useGet, usePages } from '../data.ts';
import { Day, Head, Mark, Money, Sheet } from '../parts/bits.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { MoneySheet } from '../story/money.tsx';
import { Next } from '../story/next.tsx';
import { amount, count, money, plural, title } from '../words.ts';
import { isZero } from './finance.tsx';
import { Explained as Explanation } from './payout-explained.tsx';
import '../styles/story.css';
import '../styles/work.css';

const columns = (currency: string): readonly Column<PayoutLineRow>[] => [
  { name: 'Line', of: (l) => count(l.line), right: true }, { name: 'Class', of: (l) => title(l.class) }, { name: 'Code', of: (l) => l.code, wide: true },
  { name: 'Order', of: (l) => (l.order ? <Link to="/story/$reference" params={{ reference: l.orderId ?? l.order }}>{l.order}</Link> : <span className="quiet">–</span>) },
  { name: 'SKU', of: (l) => l.sku ?? <span className="quiet">–</span>, wide: true }, { name: 'Amount', of: (l) => <Money of={l.amount} currency={currency} />, right: true },
];

const statement = (payout: string, format: string) => address(`/v1/payouts/${encodeURIComponent(payout)}/statement`, { format });

const LinesInAll = ({ n }: { n: number | undefined }) => (n === undefined ? null : <p className="pad quiet small">{plural(n, 'line')}, in the order of the settlement</p>);

export function PayoutPage() {
  const { payout } = useParams({ from: '/finance/payouts/$payout' });
  const search = useSearch({ from: '/finance/payouts/$payout' });
  const { value: p, failed, again } = useGet(`/v1/payouts/${encodeURIComponent(payout)}`);
  const story = useGet(p && address('/v1/stories', { reference: p.id, format: 'json' })).value?.stories[0];
  const lines = usePages(address(`/v1/payouts/${encodeURIComponent(payout)}/lines`, { ...search, limit: 25 }));
  if (failed?.unknown) return <Sheet><Empty title={`There is no payout ${payout}`}><Link to="/finance">All payouts</Link></Empty></Sheet>;
  if (!p) return <Sheet>{failed ? <Said failed={failed} again={again} /> : <Waiting rows={6} />}</Sheet>;
  return (
    <>
      <Head title={`Payout ${p.external}`} says={<>{p.connection} · deposit <Day date={p.depositDate} /> · {money(p.net, p.currency)}</>}>
        <a className="button" href={statement(p.id, 'html')} target="_blank" rel="noreferrer">Statement to print</a>
        <a className="button" href={statement(p.id, 'xlsx')} download>Workbook</a><Link className="button" to="/story/$reference" params={{ reference: p.id }}>Story</Link></Head>
      <Sheet title="From gross to deposit" aside={<Explained p={p} />}>
        {story?.head.kind === 'payout' ? <Waterfall head={story.head} chosen={search.class} /> : <Waiting />}
        <Remainder p={p} />
      </Sheet>
      <Explanation payout={p.id} />
      {story && story.open.length > 0 && <Next s={story} />}
      {story && <MoneySheet s={story} />}
      <Sheet title={search.class ? `Lines: ${title(search.class)}` : 'Lines'} aside={search.class && <Link to="/finance/payouts/$payout" params={{ payout }} search={{}}>All lines</Link>}><LinesInAll n={lines.total} />
        <List label="Payout lines" columns={columns(p.currency)} rows={lines.value} id={(l) => String(l.line)} failed={lines.failed} again={lines.again} more={lines.more}
          busy={lines.busy} empty={<Empty title="No lines" />} />
      </Sheet>
    </>
  );
}

const Explained = ({ p }: { p: PayoutRow }) => (isZero(p.suspense) ? <Mark tone="ok">every line is explained</Mark>
  : <Mark tone="person">{money(p.suspense, p.currency)} in suspense</Mark>);
const Remainder = ({ p }: { p: PayoutRow }) => (isZero(p.suspense) ? null : (
  <p className="pad">{money(p.suspense, p.currency)} of it has a code that nobody has classified.{' '}
    Classify it below, and it is posted anew.</p>
));

type PayoutHead = Extract<Story['head'], { kind: 'payout' }>;
/** Each class moves the sum from where the one before left it. Widths only; the amounts are the server's digits. */
function Waterfall({ head, chosen }: { head: PayoutHead; chosen: string | undefined }) {
  const sorted = head.classes.toSorted((a, b) => Number(b.amount) - Number(a.amount));
  const steps = sorted.reduce<{ readonly from: number; readonly to: number }[]>((all, c) => {
    const from = all.at(-1)?.to ?? 0;
    return [...all, { from, to: from + Number(c.amount) }];
  }, []);
  const edges = [0, ...steps.flatMap((s) => [s.from, s.to]), Number(head.net)];
  const [low, high] = [Math.min(...edges), Math.max(...edges)];
  const at = (v: number) => (high > low ? ((v - low) / (high - low)) * 100 : 0);
  const bar = (from: number, to: number, color: string) => (
    <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden>
      <rect x={at(Math.min(from, to))} width={Math.max(0.4, Math.abs(at(to) - at(from)))} y="1" height="8" fill={color} />
    </svg>
  );
  return (
    <div className="bars pad">
      {sorted.map((c, i) => (
        <Link key={c.class} to="/finance/payouts/$payout" params={{ payout: head.id }} search={chosen === c.class ? {} : { class: c.class }} resetScroll={false}>
          <span>{title(c.class)} <span className="quiet">{count(c.lines)}</span></span>
          {bar(steps[i]!.from, steps[i]!.to, c.amount.startsWith('-') ? 'var(--wait)' : 'var(--ok)')}
          <span className="right">{amount(c.amount)}</span>
        </Link>
      ))}
      <div className="strong"><span>Deposit</span>{bar(0, Number(head.net), 'var(--accent)')}<span className="right">{money(head.net, head.currency)}</span></div>
    </div>
  );
}
