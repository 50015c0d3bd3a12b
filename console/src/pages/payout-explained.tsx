/** Why a payout is what it is: orders that are open and why, codes nobody classified, proposals to approve, clearing. */
import { Link } from '@tanstack/react-router';
import type { PayoutExplained } from '../types.ts';
import { useGet, useMay } from '../data.ts';
import { Mark, Money, Sheet } from '../parts/bits.tsx';
import { Decide } from '../parts/decide.tsx';
import { Said } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { MapFix } from '../work/map-fix.tsx';
import { count, money, plural, title } from '../words.ts';
import { isZero } from './finance.tsx';

type Open = PayoutExplained['open'][number];
type Proposal = PayoutExplained['waiting'][number];
const OPEN: readonly Column<Open>[] = [
  {
    name: 'Order',
    of: (o) => (
      <Link to="/story/$reference" params={{ reference: o.order }}>
        {o.order}
      </Link>
    ),
  },
  { name: 'Why', of: (o) => o.says },
  { name: 'Days', of: (o) => count(o.days), right: true },
  { name: 'Open', of: (o) => <Money of={o.amount} currency={o.unit} />, right: true },
];

export function Explained({ payout }: { payout: string }) {
  const { value: e, failed } = useGet(`/v1/payouts/${encodeURIComponent(payout)}/explanation`);
  if (failed && !failed.unknown) return <Said failed={failed} />;
  if (!e) return null;
  return (
    <>
      <Settled e={e} />
      <Codes e={e} />
      {e.waiting.length > 0 && (
        <Sheet title="Waits for a second person">
          <ul className="notes">{e.waiting.map((p) => <Proposed key={p.id} p={p} currency={e.currency} />)}</ul>
        </Sheet>
      )}
    </>
  );
}

const Settled = ({ e }: { e: PayoutExplained }) => (
  <Sheet
    title="What it settled"
    aside={isZero(e.clearing.remainder) ? <Mark tone="ok">clearing is at zero</Mark>
      : <Mark tone="wait">{money(e.clearing.remainder, e.currency)} left in clearing</Mark>}
  >
    <div className="pad stack">
      <p className="quiet">
        {e.mode === 'summary'
          ? 'The settlement itself posts revenue: orders of this channel have no invoice of their own.'
          : 'Each order has its invoice; the settlement clears them.'}
      </p>
      <p>
        {plural(e.matched.lines, 'line')} of {plural(e.matched.orders, 'order')} matched, {money(e.matched.amount, e.currency)}.
        {e.opening !== null && e.closing !== null && ` The balance went from ${money(e.opening, e.currency)} to ${money(e.closing, e.currency)}.`}
      </p>
      {e.clearing.because.length > 0 && (
        <ul>{e.clearing.because.map((b) => (
          <li key={b.reason}>{money(b.amount, e.currency)}: {b.reason} {b.orders > 0 && <span className="quiet">({plural(b.orders, 'order')})</span>}</li>))}</ul>
      )}
    </div>
    {e.open.length > 0 && <List label="Open orders" columns={OPEN} rows={e.open} id={(o) => `${o.order} ${o.reason}`} empty={null} />}
    {e.openOrders > e.open.length && <p className="pad quiet">{plural(e.openOrders - e.open.length, 'more order')} open.</p>}
  </Sheet>
);

/** Codes in suspense, each with the class it reads like and the form that classifies it. */
function Codes({ e }: { e: PayoutExplained }) {
  const may = useMay('approve');
  return e.unclassified.map((u) => (
    <Sheet
      key={u.code}
      title={`${money(u.amount, e.currency)} in suspense`}
      aside={`${plural(u.lines, 'line')}; it reads like ${title(u.proposed).toLowerCase()}`}
    >
      {may ? (
        <MapFix
          mapping={{ name: 'fee', connection: e.connection, external: u.code }}
          g={{ count: u.lines, orders: 0, held: [{ currency: e.currency, amount: u.amount }] }}
          likely={u.proposed === 'unknown' ? '' : u.proposed}
        />
      ) : (
        <p className="pad">
          <code>{u.code}</code> has no class. Finance can classify it.
        </p>
      )}
    </Sheet>
  ));
}

const Proposed = ({ p, currency }: { p: Proposal; currency: string }) => (
  <li className="stack">
    <span>
      <code>{p.code}</code> becomes {title(p.to).toLowerCase()}: {money(p.amount, currency)}
    </span>
    <Decide at={`/v1/fee-codes/proposals/${p.id}`} author={p.author} does="The entry is corrected by another one" />
  </li>
);
