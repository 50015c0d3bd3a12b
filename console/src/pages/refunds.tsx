/** Refunds as channels told them, with the credit memo of each. */
import { Link, useNavigate } from '@tanstack/react-router';
import type { RefundRow } from '../types.ts';
import { usePages } from '../data.ts';
import { Head, Mark, Money, Sheet, When } from '../parts/bits.tsx';
import { Empty } from '../parts/said.tsx';
import { List, type Column } from '../parts/table.tsx';
import { count } from '../words.ts';

const COLUMNS: readonly Column<RefundRow>[] = [
  {
    name: 'Order',
    of: (r) => (
      <Link to="/story/$reference" params={{ reference: r.orderId ?? r.correlation }}>
        {r.number ?? 'its story'}
      </Link>
    ),
  },
  { name: 'Channel', of: (r) => r.channel ?? '–' },
  {
    name: 'Units back',
    of: (r) => (r.units > 0 ? count(r.units) : <span className="quiet">money only</span>),
    right: true,
  },
  { name: 'Reason', of: (r) => r.reason ?? <span className="quiet">none given</span>, wide: true },
  {
    name: 'Credit memo',
    of: (r) => (r.creditMemo ? <Mark tone="ok">{r.creditMemo}</Mark> : <Mark tone="going">not yet</Mark>),
  },
  { name: 'Amount', of: (r) => <Money of={r.amount} currency={r.currency} />, right: true },
  { name: 'When', of: (r) => <When at={r.at} />, right: true },
];

export function Refunds() {
  const navigate = useNavigate();
  const list = usePages('/v1/refunds?limit=50');
  return (
    <>
      <Head title="Refunds" says="newest first, with the credit memo of each" />
      <Sheet>
        <List
          label="Refunds"
          columns={COLUMNS}
          rows={list.value}
          id={(r) => r.id}
          failed={list.failed}
          again={list.again}
          more={list.more}
          busy={list.busy}
          open={(r) => void navigate({ to: '/story/$reference', params: { reference: r.orderId ?? r.correlation } })}
          empty={
            <Empty title="No refunds">
              What channels give back to buyers appears here, with what the books say about it.
            </Empty>
          }
        />
      </Sheet>
    </>
  );
}
