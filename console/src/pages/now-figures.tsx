/** Figures against their targets, each with its line over a day, a week or a month and a link to what is behind it. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { FigureHistory, Figures } from '../types.ts';
import { useGet } from '../data.ts';
import { Sheet } from '../parts/bits.tsx';
import { Chart, type Range } from '../parts/chart.tsx';
import { count, exactSpan, plural, share, span } from '../words.ts';

type Measured = Figures['orderToErp'];
type Series = FigureHistory['orderToErp'];
type Points = Figures['orders']['hours'];
interface Shown {
  readonly n: string;
  readonly of: string;
  readonly tone?: string;
  readonly says: string;
  readonly points: Points;
  readonly unit: (value: number) => string;
  readonly target?: number;
  readonly bars?: boolean;
}

/** A day is the log's own; longer ones are points that were kept. */
function took(m: Measured, kept: Series | undefined, what: string): Shown {
  const { count: n, inTime } = kept ?? m;
  return {
    n: m.p95Seconds === null ? '–' : exactSpan(m.p95Seconds),
    tone: m.p95Seconds !== null && m.p95Seconds > m.targetSeconds ? 'person' : '',
    of: n === 0 ? `nothing yet; target ${span(m.targetSeconds)}` : `${share(inTime, n)} of ${count(n)} within ${span(m.targetSeconds)}`,
    says: `${what}, 95th percentile`, points: kept?.points ?? m.hours, unit: exactSpan, target: m.targetSeconds,
  };
}

const FIGURES: readonly {
  readonly what: string;
  readonly to: '/orders' | '/stock' | '/shipments' | '/exceptions' | '/finance';
  readonly search?: object;
  readonly right?: string;
  readonly of: (f: Figures, kept: FigureHistory | undefined) => Shown;
}[] = [
  { what: 'Order to ERP, 95 %', to: '/orders', of: (f, k) => took(f.orderToErp, k?.orderToErp, 'From placed to the ERP order') },
  { what: 'Stock to channels, 95 %', to: '/stock', of: (f, k) => took(f.stockToChannel, k?.stockToChannel, 'From a change of stock to the channel’s answer') },
  {
    what: 'Oversold: orders short of stock', to: '/exceptions', search: { kind: 'StockShort' },
    of: ({ refusedStock: r, orders }, k) => {
      const [short, all] = k ? [k.refusedStock.count, k.orders.count] : [r.count, orders.count];
      return {
        n: count(r.count), tone: r.count > 0 ? 'person' : '', of: all > 0 ? `${count(short)} of ${plural(all, 'order')} heard; target 0` : 'no orders heard',
        says: 'Orders that were promised less than was sold', points: k?.refusedStock.points ?? r.hours, unit: count, bars: true,
      };
    },
  },
  { what: 'Shipment told to buyer, 95 %', to: '/shipments', of: (f, k) => took(f.shipmentToChannel, k?.shipmentToChannel, 'From shipped to told') },
  {
    what: 'Payouts explained', to: '/finance',
    of: ({ payouts: p }, k) => ({
      n: p.count > 0 ? share(p.explained, p.count) : '–', tone: p.explained < p.count ? 'person' : '',
      of: p.count > 0 ? `${count(p.explained)} of ${plural(p.count, 'payout')}, ${plural(p.lines, 'line')}, in 35 days` : 'none in 35 days',
      says: 'Payouts explained to the last line, in percent', unit: (v) => `${count(Math.round(v))} %`, target: 100,
      points: k?.payouts.points ?? (p.count > 0 ? [{ at: hourNow(), value: (100 * p.explained) / p.count, count: p.count }] : []),
    }),
  },
];
const hourNow = (): string => new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000).toISOString();

const RANGES = [['day', '24 hours'], ['week', '7 days'], ['month', '31 days'], ['quarter', '92 days']] as const;

/** Until the first answer the places are there and empty, so that nothing jumps. */
export function FigureRow({ f }: { f: Figures | undefined }) {
  const [range, setRange] = useState<Range>('day');
  const kept = useGet(range === 'day' ? undefined : `/v1/figures/history?range=${range}`).value;
  const ready = range === 'day' || kept !== undefined;
  return (
    <Sheet title="How well it flows" aside={<Ranges range={range} set={setRange} />}>
      <div className="figures">
        {FIGURES.map(({ what, to, search, of }) => {
          const shown = f && ready ? of(f, range === 'day' ? undefined : kept) : undefined;
          return (
            <Link key={what} to={to} search={search ?? {}} className="figure">
              <span className="what">{what}</span>
              <span className={`n ${shown?.tone ?? ''}`}>{shown?.n ?? '–'}</span>
              <span className="of">{shown?.of}</span>
              {shown ? <Chart {...shown} range={range} /> : <span style={{ height: 64 }} />}
            </Link>
          );
        })}
      </div>
    </Sheet>
  );
}

const Ranges = ({ range, set }: { range: Range; set: (range: Range) => void }) => (
  <span className="acts">
    <span className="quiet">the number is of 24 hours, the line of</span>
    {RANGES.map(([name, says]) => (
      <button key={name} type="button" className="chip" aria-pressed={range === name} onClick={() => set(name)}>
        {says}
      </button>
    ))}
  </span>
);
