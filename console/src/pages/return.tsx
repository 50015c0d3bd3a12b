/** One return: what was announced, what came back and what it is fit for, what was refunded; and what people decide. */
import { Link, useParams } from '@tanstack/react-router';
import type { ReturnSheet } from '../types.ts';
import { post } from '../api.ts';
import { useChange, useGet, useMay } from '../data.ts';
import { Head, Money, Sheet, When } from '../parts/bits.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count, plural, title } from '../words.ts';
import { GoodsForm } from './return-goods.tsx';
import { SettleForm } from './return-settle.tsx';
import { returnName, stageOf } from './returns.tsx';
import '../styles/work.css';

const none = (n: number) => (n === 0 ? <span className="quiet">–</span> : count(n));
const LINES: readonly Column<ReturnSheet['lines'][number]>[] = [
  { name: 'SKU', of: (l) => (l.sku ? <Link to="/stock/$sku" params={{ sku: l.sku }}>{l.sku}</Link> : <span className="quiet">not said</span>) },
  { name: 'Reason', of: (l) => (l.reason ? title(l.reason) : <span className="quiet">not said</span>) },
  { name: 'Units', of: (l) => count(l.quantity), right: true },
];
const GOODS: readonly Column<ReturnSheet['goods'][number]>[] = [
  { name: 'SKU', of: (g) => g.sku }, { name: 'At', of: (g) => g.location },
  { name: 'Received', of: (g) => none(g.received), right: true },
  { name: 'Resaleable', of: (g) => none(g.resaleable), right: true },
  { name: 'Damaged', of: (g) => none(g.damaged), right: true },
  { name: 'Destroyed', of: (g) => none(g.destroyed), right: true },
];
const REFUNDS: readonly Column<ReturnSheet['refunds'][number]>[] = [
  { name: 'When', of: (r) => <When at={r.at} /> },
  { name: 'Number', of: (r) => <span className="exact small">{r.external}</span>, wide: true },
  { name: 'Paid back by', of: (r) => r.tenders.map((t) => `${title(t.method)} (${t.state})`).join(', ') || <span className="quiet">not said</span> },
  { name: 'Credit memo', of: (r) => r.creditMemo ?? <span className="wait">not yet</span> },
  { name: 'Total', of: (r) => <Money of={r.total} currency={r.currency} />, right: true },
];

export function ReturnPage() {
  const { return: id } = useParams({ from: '/returns/$return' });
  const at = `/v1/returns/${encodeURIComponent(id)}` as const;
  const { value: r, failed, again } = useGet(at);
  const may = useMay('operate');
  if (failed?.unknown) return <Sheet><Empty title={`There is no return ${id}`}><Link to="/returns">All returns</Link></Empty></Sheet>;
  if (!r) return <Sheet>{failed ? <Said failed={failed} again={again} /> : <Waiting rows={6} />}</Sheet>;
  const units = r.lines.reduce((n, l) => n + l.quantity, 0);
  return (
    <>
      <Head title={`Return ${returnName(r)}`}
        says={<>{stageOf(r.stage)} · {plural(units, 'unit')} of order {r.orderNumber ?? r.order} · told by {r.connection} · <When at={r.openedAt} /></>}>
        {may && r.stage === 'requested' && <Decide at={at} />}
        <Link className="button" to="/story/$reference" params={{ reference: r.order }}>Story</Link>
      </Head>
      <p className="quiet">{r.resolution === 'refund' ? 'The buyer gets the money back.' : `To settle it: ${title(r.resolution).toLowerCase()}.`}
        {r.exchange && ` Exchanged by order ${r.exchange}.`}{r.reason && ` Reason: ${title(r.reason).toLowerCase()}.`}</p>
      <div className="columns even">
        <Sheet title="Announced"><List label="Announced" columns={LINES} rows={r.lines} id={(l) => `${l.lineId} ${l.sku}`} empty={<Empty title="Nothing was announced">The goods came without a word before.</Empty>} /></Sheet>
        <Sheet title="Came back of the order"><List label="Goods that came back" columns={GOODS} rows={r.goods} id={(g) => `${g.lineId} ${g.location}`}
          empty={<Empty title="Nothing has come back yet">A warehouse or store says when it has.</Empty>} /></Sheet>
      </div>
      <Sheet title="Refunds of the order"><List label="Refunds" columns={REFUNDS} rows={r.refunds} id={(f) => f.external} empty={<Empty title="No money has gone back yet" />} /></Sheet>
      {may && <GoodsForm at={at} r={r} />}
      {may && <SettleForm at={at} r={r} />}
    </>
  );
}

function Decide({ at }: { at: `/v1/returns/${string}` }) {
  const act = useChange((verb: 'approve' | 'decline') => post(`${at}/${verb}`));
  return (
    <>
      <button type="button" className="primary" disabled={act.isPending} onClick={() => act.mutate('approve')}>Agree to it</button>
      <button type="button" disabled={act.isPending} onClick={() => act.mutate('decline')}>Decline</button>
      {act.error && <Said failed={act.error} />}
    </>
  );
}
