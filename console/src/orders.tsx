/** The latest stories as a list: `j` and `k` walk it, Enter opens. */
import { useState } from 'react';
import type { OrderRow, Page } from '../../src/api/types.ts';
import { openStory, storyAddress } from './go.ts';
import { useKeys } from './keys.ts';
import { useFetched, useNow, type Live } from './live.ts';
import { Empty, Said } from './said.tsx';
import { age, moment, money } from './words.ts';

const SHOWN = 20;
const DONE = new Set(['shipped', 'invoiced']);
const tone = (o: OrderRow): string => (o.stage === 'short' ? 'person' : DONE.has(o.stage) ? 'ok' : 'going');

export function Orders({ live }: { live: Live }) {
  const { value, failed } = useFetched<Page<OrderRow>>(`/v1/orders?limit=${SHOWN}`, live.head);
  const [chosen, setChosen] = useState(-1);
  const orders = value?.items ?? [];
  const move = (by: number) => setChosen((at) => Math.min(Math.max(at + by, 0), orders.length - 1));
  useKeys({
    j: () => move(1), k: () => move(-1),
    Enter: () => { const o = orders[chosen]; if (o) openStory(o.id); },
  });
  return (
    <section className="sheet" id="orders">
      <header><h2>Latest stories</h2><span className="quiet">newest first</span></header>
      {failed && !failed.signedOut && <Said failed={failed} />}
      {value && orders.length === 0 ? (
        <Empty title="No orders yet">
          Run <code>npm run demo</code>: it trades a day with partner twins, and the orders appear here.
        </Empty>
      ) : <Table orders={orders} loading={!value} chosen={chosen} />}
    </section>
  );
}

function Table({ orders, loading, chosen }: { orders: readonly OrderRow[]; loading: boolean; chosen: number }) {
  return (
    <table className="orders">
      <thead>
        <tr>
          <th>Number</th><th>Channel</th><th>Stage</th><th className="right">Total</th><th className="right">Age</th>
        </tr>
      </thead>
      <tbody>
        {loading && [...Array(6).keys()].map((i) => <Place key={i} />)}
        {orders.map((o, i) => <Row key={o.id} o={o} chosen={i === chosen} />)}
      </tbody>
    </table>
  );
}

function Row({ o, chosen }: { o: OrderRow; chosen: boolean }) {
  const now = useNow();
  return (
    <tr aria-selected={chosen} onClick={() => openStory(o.id)}>
      <td><a href={storyAddress(o.id)} onClick={(event) => event.stopPropagation()}>{o.number}</a></td>
      <td>{o.channel}</td>
      <td><span className={`mark ${tone(o)}`}>{o.stage}</span></td>
      <td className="right">{money(o.total, o.currency)}</td>
      <td className="right quiet" title={moment(o.placedAt)}>{age(o.placedAt, now)}</td>
    </tr>
  );
}

/** Keeps the room of a row that is not there yet. */
const Place = () => (
  <tr className="wait-row" aria-hidden>
    <td><span>#1001</span></td><td><span>shopify-us</span></td><td><span>invoiced</span></td>
    <td className="right"><span>129.95 USD</span></td><td className="right"><span>12 min</span></td>
  </tr>
);
