/** Five figures against their targets, each with its line of the last day and a link to what is behind it. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Figures } from '../../../src/api/types.ts';
import { Chart } from '../parts/chart.tsx';
import { count, exactSpan, plural, share, span } from '../words.ts';

type Measured = Figures['orderToErp'];
interface Shown {
  readonly n: string;
  readonly of: string;
  readonly tone?: string;
  readonly chart: ReactNode;
}

const took = (m: Measured, what: string): Shown => ({
  n: m.p95Seconds === null ? '–' : exactSpan(m.p95Seconds),
  tone: m.p95Seconds !== null && m.p95Seconds > m.targetSeconds ? 'person' : '',
  of:
    m.count === 0
      ? `nothing yet; target ${span(m.targetSeconds)}`
      : `${share(m.inTime, m.count)} of ${count(m.count)} within ${span(m.targetSeconds)}`,
  chart: (
    <Chart points={m.hours} target={m.targetSeconds} says={`${what}, 95th percentile by hour`} unit={exactSpan} />
  ),
});

const FIGURES: readonly {
  readonly what: string;
  readonly to: '/orders' | '/stock' | '/shipments' | '/exceptions' | '/finance';
  readonly search?: object;
  readonly of: (f: Figures) => Shown;
}[] = [
  { what: 'Order to ERP, 95 %', to: '/orders', of: (f) => took(f.orderToErp, 'From placed to the ERP order') },
  {
    what: 'Stock to channels, 95 %',
    to: '/stock',
    of: (f) => took(f.stockToChannel, 'From a change of stock to the channel’s answer'),
  },
  {
    what: 'Orders short of stock',
    to: '/exceptions',
    search: { kind: 'StockShort' },
    of: ({ refusedStock: r, orders }) => ({
      n: count(r.count),
      tone: r.count > 0 ? 'person' : '',
      of: orders.count > 0 ? `of ${plural(orders.count, 'order')} heard in 24 hours` : 'no orders in 24 hours',
      chart: (
        <Chart bars points={r.hours} says="Orders that were promised less than was sold, by hour" unit={count} />
      ),
    }),
  },
  {
    what: 'Shipment told to buyer, 95 %',
    to: '/shipments',
    of: (f) => took(f.shipmentToChannel, 'From shipped to told'),
  },
  {
    what: 'Payouts explained',
    to: '/finance',
    of: ({ payouts: p }) => ({
      n: p.count > 0 ? share(p.explained, p.count) : '–',
      tone: p.explained < p.count ? 'person' : '',
      of:
        p.count > 0
          ? `${count(p.explained)} of ${plural(p.count, 'payout')} to the last of ${plural(p.lines, 'line')}`
          : 'none in 35 days',
      chart: (
        <meter
          min={0}
          max={Math.max(1, p.count)}
          value={p.explained}
          style={{ width: '100%', marginTop: '1.6rem' }}
          aria-label="Payouts explained to the last line"
        />
      ),
    }),
  },
];

/** Until the first answer the places are there and empty, so that nothing jumps. */
export const FigureRow = ({ f }: { f: Figures | undefined }) => (
  <section className="figures" aria-label="How well it flows">
    {FIGURES.map(({ what, to, search, of }) => {
      const shown = f && of(f);
      return (
        <Link key={what} to={to} search={search ?? {}} className="figure">
          <span className="what">{what}</span>
          <span className={`n ${shown?.tone ?? ''}`}>{shown?.n ?? '–'}</span>
          <span className="of">{shown?.of}</span>
          {shown?.chart ?? <span style={{ height: 64 }} />}
        </Link>
      );
    })}
  </section>
);
