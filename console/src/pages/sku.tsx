/** One SKU: the sum behind the number, what is where, who holds it, what each channel shows and why, every movement. */
import { Link, useParams } from '@tanstack/react-router';
import type { StockReport } from '../types.ts';
import { useGet } from '../data.ts';
import { Age, Head, Mark, Sheet, When } from '../parts/bits.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count, zone } from '../words.ts';

type Position = StockReport['positions'][number] & { readonly believed?: StockReport['confidence'][number] | undefined };
type Holder = StockReport['holders'][number];
type Channel = StockReport['channels'][number];
/** A listing of a channel; a channel that lists no item of it has a row, too. */
type Listing = Pick<Channel, 'channel' | 'quantity' | 'why'> & { readonly told: Channel['told'][number] | undefined };
type Movement = StockReport['movements'][number];

export function StockPage() {
  const { sku } = useParams({ from: '/stock/$sku' });
  const at = `/v1/stock/${encodeURIComponent(sku)}` as const;
  const { value: r, failed, again } = useGet(`${at}/report`);
  const sheet = useGet(at).value;
  if (failed?.unknown) return <Sheet><Empty title={`There is no SKU ${sku}`}><Link to="/stock">All stock</Link></Empty></Sheet>;
  if (!r) return <Sheet>{failed ? <Said failed={failed} again={again} /> : <Waiting rows={6} />}</Sheet>;
  const positions = r.positions.map((p) => ({ ...p, believed: r.confidence.find((c) => c.location === p.location) }));
  const listings = r.channels.flatMap((c): Listing[] => (c.told.length === 0 ? [{ ...c, told: undefined }] : c.told.map((told) => ({ ...c, told }))));
  const same = new Set(r.channels.map((c) => c.why)).size === 1 ? r.channels[0]?.why : undefined;
  return (
    <>
      <Head title={r.sku} says={r.title ?? 'not in the catalog'} />
      {sheet && <Sheet title={`Why ${count(sheet.available)} free?`}><p className="pad exact">{sheet.why}</p></Sheet>}
      {r.kit && <Sheet title="A kit of"><p className="pad">{Object.entries(r.kit).map(([part, n], i) => <span key={part}>{i > 0 && ', '}{n} × <Link to="/stock/$sku" params={{ sku: part }}>{part}</Link></span>)}</p></Sheet>}
      <Sheet title="Where it is"><List label="Locations" columns={LOCATIONS} rows={positions} id={(l) => `${l.location} ${l.class ?? ''}`} empty={<Empty title="Nowhere yet">It appears when a warehouse or store counts it.</Empty>} /></Sheet>
      <Doubts of={r.confidence} />
      <Sheet title="What channels may sell, and show">
        {same !== undefined && <p className="pad exact small quiet">{same}</p>}
        <List label="What channels were told" columns={same === undefined ? LISTINGS_WITH_WHY : LISTINGS} rows={listings} id={(l) => `${l.channel} ${l.told?.item}`} empty={<Empty title="No channel sells it">Map a channel’s item to this SKU, and it is published.</Empty>} />
      </Sheet>
      <Sheet title="Who has it"><List label="Holders" columns={HOLDERS} rows={r.holders} id={(h) => `${h.holder} ${h.location}`} empty={<Empty title="Nobody">No order and no hold has any of it.</Empty>} /></Sheet>
      <Sheet title="Movements" aside={`the latest ${r.movements.length}, as they were booked; times are ${zone}`}><List label="Movements" columns={MOVEMENTS} rows={r.movements} id={(m) => `${m.at} ${m.document} ${m.memo} ${m.from} ${m.to}`} empty={<Empty title="No movement yet" />} /></Sheet>
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

const none = (n: number) => (n === 0 ? <span className="quiet">–</span> : count(n));
const LOCATIONS: readonly Column<Position>[] = [
  { name: 'Location', of: (l) => <>{l.location} <span className="quiet">{[l.kind, l.class].filter(Boolean).join(', ')}</span></> },
  { name: 'On hand', of: (l) => count(l.onHand), right: true }, { name: 'Reserved', of: (l) => none(l.reserved), right: true },
  { name: 'Held', of: (l) => none(l.held), right: true, wide: true }, { name: 'Inspection', of: (l) => none(l.inspection), right: true, wide: true },
  { name: 'Damaged', of: (l) => none(l.damaged), right: true, wide: true }, { name: 'On the way', of: (l) => none(l.inTransit + l.incoming), right: true, wide: true },
  { name: 'Owed', of: (l) => (l.shortfall > 0 ? <span className="person strong">{count(l.shortfall)}</span> : none(0)), right: true },
  { name: 'Counted', of: (l) => (l.asOf ? <Age at={l.asOf} ago /> : <span className="quiet">never</span>) },
  { name: 'Believed', of: ({ believed: b }) => (b ? <Mark tone={b.score >= 80 ? 'ok' : b.score >= 50 ? 'wait' : 'person'} title={b.reasons.join('; ')}>{b.score} of 100</Mark> : <span className="quiet">–</span>) },
];
const channelOf = (l: Listing) => <Link to="/partners/$connection" params={{ connection: l.channel }}>{l.channel}</Link>;
const LISTINGS: readonly Column<Listing>[] = [
  { name: 'Channel', of: channelOf },
  { name: 'May sell', of: (l) => (l.quantity === null ? <span className="quiet">not told</span> : <strong>{count(l.quantity)}</strong>), right: true },
  { name: 'Item there', of: ({ told: t }) => <span className="exact small">{t?.item ?? '–'}</span>, wide: true },
  { name: 'Should show', of: ({ told: t }) => (t?.wanted == null ? '–' : count(t.wanted)), right: true, wide: true },
  { name: 'Shows', of: ({ told: t }) => (t?.acknowledged == null ? '–' : count(t.acknowledged)), right: true },
  { name: 'State', of: ({ told: t }) => stateOf(t) },
  { name: 'Answered', of: ({ told: t }) => (t?.acknowledgedAt ? <Age at={t.acknowledgedAt} ago /> : '–'), right: true, wide: true },
];
/** Each channel has rules of its own. */
const LISTINGS_WITH_WHY: readonly Column<Listing>[] = [
  { name: 'Channel', of: (l) => <>{channelOf(l)}<div className="exact small quiet wrap">{l.why}</div></> }, ...LISTINGS.slice(1),
];
function stateOf(t: Listing['told']) {
  if (!t) return <span className="quiet">lists no item of it</span>;
  if (t.wanted === t.acknowledged && t.state !== 'Parked') return <Mark tone="ok">the same</Mark>;
  const why = t.why ?? t.risk;
  return <>{t.state === 'Parked' ? <Mark tone="person">stopped</Mark> : <Mark tone="wait">on its way</Mark>}{why && <div className="small quiet wrap">{why}</div>}</>;
}
const HOLDERS: readonly Column<Holder>[] = [
  { name: 'Who', of: (h) => (h.number ? <Link to="/story/$reference" params={{ reference: h.number }}>Order {h.number}</Link> : h.holder) },
  { name: 'Channel', of: (h) => h.channel ?? h.kind }, { name: 'From', of: (h) => h.location },
  { name: 'Units', of: (h) => <>{count(h.units)}{h.missing > 0 && <span className="person"> ({count(h.missing)} missing)</span>}</>, right: true },
];
const MOVEMENTS: readonly Column<Movement>[] = [
  { name: 'When', of: (m) => <span className="nowrap"><When at={m.at} /></span> },
  { name: 'What', of: (m) => m.memo },
  { name: 'By', of: (m) => <Link to="/story/$reference" params={{ reference: m.correlation }}>{m.who || 'its story'}</Link> },
  { name: 'From → to', of: (m) => `${m.from} → ${m.to}`, wide: true },
  { name: 'Units', of: (m) => count(m.units), right: true },
];
