/** One SKU: the sum behind the number, what is where, who holds it, what each channel shows and why, every movement. */
import { Link, useParams } from '@tanstack/react-router';
import type { StockReport, StockSheet } from '../types.ts';
import { useGet } from '../data.ts';
import { Age, Head, Mark, Sheet, When } from '../parts/bits.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count } from '../words.ts';

type Position = StockReport['positions'][number] & { readonly believed?: StockReport['confidence'][number] | undefined };
type Holder = StockReport['holders'][number];
type Told = StockReport['channels'][number]['told'][number] & { readonly channel: string };
type Movement = StockSheet['movements'][number];

export function StockPage() {
  const { sku } = useParams({ from: '/stock/$sku' });
  const at = `/v1/stock/${encodeURIComponent(sku)}` as const;
  const { value: r, failed, again } = useGet(`${at}/report`);
  const sheet = useGet(at).value;
  if (failed?.unknown) return <Sheet><Empty title={`There is no SKU ${sku}`}><Link to="/stock">All stock</Link></Empty></Sheet>;
  if (!r) return <Sheet>{failed ? <Said failed={failed} again={again} /> : <Waiting rows={6} />}</Sheet>;
  const positions = r.positions.map((p) => ({ ...p, believed: r.confidence.find((c) => c.location === p.location) }));
  const told = r.channels.flatMap((c) => c.told.map((t) => ({ ...t, channel: c.channel })));
  return (
    <>
      <Head title={r.sku} says={r.title ?? 'not in the catalog'} />
      {sheet && <Sheet title={`Why ${count(sheet.available)}?`}><p className="pad exact">{sheet.why}</p></Sheet>}
      {r.kit && <Sheet title="A kit of"><p className="pad">{Object.entries(r.kit).map(([part, n], i) => <span key={part}>{i > 0 && ', '}{n} × <Link to="/stock/$sku" params={{ sku: part }}>{part}</Link></span>)}</p></Sheet>}
      <Sheet title="Where it is"><List label="Locations" columns={LOCATIONS} rows={positions} id={(l) => `${l.location} ${l.class ?? ''}`} empty={<Empty title="Nowhere yet">It appears when a warehouse or store counts it.</Empty>} /></Sheet>
      <Doubts of={r.confidence} />
      <Channels channels={r.channels} told={told} />
      <div className="columns even">
        <Sheet title="Who holds it"><List label="Holders" columns={HOLDERS} rows={r.holders} id={(h) => `${h.holder} ${h.location}`} empty={<Empty title="Nobody">All of it is free.</Empty>} /></Sheet>
        <Sheet title="Movements" aside="newest first"><List label="Movements" columns={MOVEMENTS} rows={sheet?.movements} id={(m) => `${m.at} ${m.document} ${m.memo}`} empty={<Empty title="No movement yet" />} /></Sheet>
      </div>
    </>
  );
}

/** Why a number is not fully believed, in words. */
const Doubts = ({ of }: { of: StockReport['confidence'] }) => {
  const doubted = of.filter((c) => c.score < 100 && c.reasons.length > 0);
  return doubted.length === 0 ? null : (
    <ul className="quiet small stack">{doubted.map((c) => <li key={c.location}>{c.location} is believed {c.score} of 100: {c.reasons.join('; ')}</li>)}</ul>
  );
};

const Channels = ({ channels, told }: { channels: StockReport['channels']; told: readonly Told[] }) => (
  <Sheet title="What channels may sell, and show">
    {channels.length === 0 && <Empty title="No channel sells it">Map a channel’s item to this SKU, and it is published.</Empty>}
    <ul className="pad stack">{channels.map((c) => (
      <li key={c.channel}><Link to="/partners/$connection" params={{ connection: c.channel }} className="strong">{c.channel}</Link> may sell{' '}
        <strong>{c.quantity === null ? 'an unknown number' : count(c.quantity)}</strong> <span className="quiet exact small">{c.why}</span></li>
    ))}</ul>
    {told.length > 0 && <List label="What channels were told" columns={TOLD} rows={told} id={(t) => `${t.channel} ${t.item}`} empty={null} />}
  </Sheet>
);

const none = (n: number) => (n === 0 ? <span className="quiet">–</span> : count(n));
const LOCATIONS: readonly Column<Position>[] = [
  { name: 'Location', of: (l) => <>{l.location} <span className="quiet">{[l.kind, l.class].filter(Boolean).join(', ')}</span></> },
  { name: 'On hand', of: (l) => count(l.onHand), right: true }, { name: 'Reserved', of: (l) => none(l.reserved), right: true },
  { name: 'Held', of: (l) => none(l.held), right: true, wide: true }, { name: 'Inspection', of: (l) => none(l.inspection), right: true, wide: true },
  { name: 'Damaged', of: (l) => none(l.damaged), right: true, wide: true }, { name: 'On the way', of: (l) => none(l.inTransit + l.incoming), right: true, wide: true },
  { name: 'Short', of: (l) => (l.shortfall > 0 ? <span className="person strong">{count(l.shortfall)}</span> : none(0)), right: true },
  { name: 'Counted', of: (l) => (l.asOf ? <Age at={l.asOf} ago /> : <span className="quiet">never</span>) },
  { name: 'Believed', of: ({ believed: b }) => (b ? <Mark tone={b.score >= 80 ? 'ok' : b.score >= 50 ? 'wait' : 'person'} title={b.reasons.join('; ')}>{b.score} of 100</Mark> : <span className="quiet">–</span>) },
];
const TOLD: readonly Column<Told>[] = [
  { name: 'Channel', of: (t) => <span className="nowrap">{t.channel}</span> }, { name: 'Item', of: (t) => <span className="exact small">{t.item}</span>, wide: true },
  { name: 'Should show', of: (t) => (t.wanted === null ? '–' : count(t.wanted)), right: true }, { name: 'Shows', of: (t) => (t.acknowledged === null ? '–' : count(t.acknowledged)), right: true },
  { name: 'State', of: (t) => (t.state === 'Parked' ? <Mark tone="person">stopped</Mark> : t.wanted === t.acknowledged ? <Mark tone="ok">the same</Mark> : <Mark tone="wait">on its way</Mark>) },
  { name: 'Remark', of: (t) => (t.wanted !== t.acknowledged && (t.why ?? t.risk)) || <span className="quiet">–</span> },
  { name: 'Answered', of: (t) => (t.acknowledgedAt ? <Age at={t.acknowledgedAt} ago /> : '–'), right: true },
];
const HOLDERS: readonly Column<Holder>[] = [
  { name: 'Who', of: (h) => (h.number ? <Link to="/story/$reference" params={{ reference: h.number }}>Order {h.number}</Link> : h.holder) },
  { name: 'Channel', of: (h) => h.channel ?? h.kind }, { name: 'From', of: (h) => h.location },
  { name: 'Units', of: (h) => <>{count(h.units)}{h.missing > 0 && <span className="person"> ({count(h.missing)} missing)</span>}</>, right: true },
];
const MOVEMENTS: readonly Column<Movement>[] = [
  { name: 'When', of: (m) => <When at={m.at} /> },
  { name: 'What', of: (m) => <><Link to="/story/$reference" params={{ reference: m.correlation }}>{m.memo}</Link>
    <div className="exact small quiet wrap">{m.lines.map((l) => `${l.account} ${l.quantity > 0 ? '+' : ''}${l.quantity}`).join(', ')}</div></> },
];
