/** One SKU: the sum behind the number, what is where, what each channel was told, and every movement. */
import { Link, useParams } from '@tanstack/react-router';
import type { StockSheet } from '../../../src/api/types.ts';
import { useGet } from '../data.ts';
import { Age, Head, Mark, Sheet, When } from '../parts/bits.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count } from '../words.ts';

type Location = StockSheet['locations'][number];
type Channel = StockSheet['channels'][number];
type Movement = StockSheet['movements'][number];

export function StockPage() {
  const { sku } = useParams({ from: '/stock/$sku' });
  const { value: s, failed, again } = useGet<StockSheet>(`/v1/stock/${encodeURIComponent(sku)}`);
  if (failed?.unknown) return <Sheet><Empty title={`There is no SKU ${sku}`}><Link to="/stock">All stock</Link></Empty></Sheet>;
  if (!s) return <Sheet>{failed ? <Said failed={failed} again={again} /> : <Waiting rows={6} />}</Sheet>;
  return (
    <>
      <Head title={s.sku} says={s.title ?? 'not in the catalog'} />
      <Sheet title={`Why ${count(s.available)}?`}><p className="pad exact">{s.why}</p></Sheet>
      <div className="columns even">
        <Sheet title="Where it is">
          <List label="Locations" columns={LOCATIONS} rows={s.locations} id={(l) => l.location} empty={<Empty title="Nowhere yet" />} />
        </Sheet>
        <Sheet title="What channels show">
          <List label="Channels" columns={CHANNELS} rows={s.channels} id={(c) => `${c.connection} ${c.item}`}
            empty={<Empty title="No channel sells it">Map a channel’s item to this SKU, and it is published.</Empty>} />
        </Sheet>
      </div>
      <Sheet title="Movements" aside="newest first">
        <List label="Movements" columns={MOVEMENTS} rows={s.movements} id={(m) => `${m.at} ${m.document} ${m.memo}`} empty={<Empty title="No movement yet" />} />
      </Sheet>
    </>
  );
}

const LOCATIONS: readonly Column<Location>[] = [
  { name: 'Location', of: (l) => l.location }, { name: 'On hand', of: (l) => count(l.onHand), right: true },
  { name: 'Reserved', of: (l) => count(l.reserved), right: true },
  { name: 'Inspection', of: (l) => (l.inspection > 0 ? count(l.inspection) : '–'), right: true },
  { name: 'Free', of: (l) => <strong>{count(l.available)}</strong>, right: true },
];
const CHANNELS: readonly Column<Channel>[] = [
  { name: 'Channel', of: (c) => <Link to="/partners/$connection" params={{ connection: c.connection }}>{c.connection}</Link> },
  { name: 'Item', of: (c) => c.item, wide: true }, { name: 'Should be', of: (c) => (c.wanted === null ? '–' : count(c.wanted)), right: true },
  { name: 'Shows', of: (c) => (c.acknowledged === null ? '–' : count(c.acknowledged)), right: true },
  { name: 'State', of: (c) => (c.wanted === c.acknowledged ? <Mark tone="ok">the same</Mark> : <Mark tone="wait">on its way</Mark>) },
  { name: 'Since', of: (c) => (c.acknowledgedAt ? <Age at={c.acknowledgedAt} ago /> : '–'), right: true },
];
const MOVEMENTS: readonly Column<Movement>[] = [
  { name: 'When', of: (m) => <When at={m.at} /> },
  { name: 'What', of: (m) => <Link to="/story/$reference" params={{ reference: m.correlation }}>{m.memo}</Link> },
  { name: 'Accounts', of: (m) => <span className="exact small">{m.lines.map((l) => `${l.account} ${l.quantity > 0 ? '+' : ''}${l.quantity}`).join('   ')}</span>, wide: true },
];
