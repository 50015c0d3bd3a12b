/** The same order as each system holds it, side by side: a quantity that differs from the channel's is marked. */
import { useQueries } from '@tanstack/react-query';
import type { Story } from '../types.ts';
import { get } from '../api.ts';
import { Sheet } from '../parts/bits.tsx';
import { count } from '../words.ts';

type Order = Extract<Story['head'], { kind: 'order' }>;
const TYPES = [
  'CreateErpOrder',
  'RequestFulfillment',
  'ShipmentDispatched',
  'RecordErpShipment',
  'IssueInvoice',
  'ReportShipment',
  'IssueCreditMemo',
] as const;
const NAMES: Readonly<Record<string, string>> = {
  CreateErpOrder: 'ERP order',
  RequestFulfillment: 'Warehouse request',
  ShipmentDispatched: 'Shipped',
  RecordErpShipment: 'ERP shipment',
  IssueInvoice: 'Invoice',
  ReportShipment: 'Told to channel',
  IssueCreditMemo: 'Credit memo',
};
const MOST = 24;

/** Line id → units, wherever in a document lines stand. */
function unitsOf(data: unknown, units = new Map<string, number>()): Map<string, number> {
  if (Array.isArray(data)) for (const one of data) unitsOf(one, units);
  else if (data && typeof data === 'object') {
    const { lineId, quantity } = data as { lineId?: unknown; quantity?: unknown };
    if (typeof lineId === 'string' && typeof quantity === 'number')
      units.set(lineId, (units.get(lineId) ?? 0) + quantity);
    else for (const value of Object.values(data)) unitsOf(value, units);
  }
  return units;
}

export function Documents({ s, order }: { s: Story; order: Order }) {
  const wanted = s.messages.filter((m) => (TYPES as readonly string[]).includes(m.type)).slice(0, MOST);
  const read = useQueries({
    queries: wanted.map((m) => ({
      queryKey: [`/v1/messages/${m.id}`],
      queryFn: () => get(`/v1/messages/${m.id}`),
      meta: { live: false },
      staleTime: Infinity,
    })),
  });
  const columns = TYPES.map((type) => ({
    type,
    units: read.reduce(
      (sum, q, i) => (wanted[i]!.type === type && q.data ? unitsOf(documentIn(q.data.data), sum) : sum),
      new Map<string, number>(),
    ),
    there: wanted.some((m) => m.type === type),
  })).filter((c) => c.there);
  if (columns.length === 0) return null;
  return (
    <Sheet title="Documents side by side" aside="units per line; what differs from the channel is marked">
      <div className="scroll">
        <table aria-label="Documents side by side">
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col" className="right">
                Channel
              </th>
              {columns.map((c) => (
                <th key={c.type} scope="col" className="right">
                  {NAMES[c.type]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {order.lines.map((l) => (
              <tr key={l.lineId}>
                <td>{l.sku ?? l.title}</td>
                <td className="right">{count(l.ordered - l.cancelled)}</td>
                {columns.map((c) => (
                  <td key={c.type} className="right">
                    <Units
                      n={c.units.get(l.lineId)}
                      wanted={l.ordered - l.cancelled}
                      loose={c.type === 'IssueCreditMemo'}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Sheet>
  );
}

/** The canonical order travels with some wishes; the lines that are asked for stand first. */
function documentIn(data: unknown): unknown {
  const d = data as Record<string, unknown>;
  return d['fulfillment'] ?? d['shipment'] ?? d['lines'] ?? d['order'] ?? d;
}

const Units = ({ n, wanted, loose }: { n: number | undefined; wanted: number; loose: boolean }) =>
  n === undefined ? (
    <span className="quiet">–</span>
  ) : n === wanted || loose ? (
    <>{count(n)}</>
  ) : (
    <span className="differs" title={`The channel says ${wanted}`}>
      {count(n)} ≠ {count(wanted)}
    </span>
  );
