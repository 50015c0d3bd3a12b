/** The laws of order-to-cash, as questions to a world in which nothing more can happen. */
import type { Order } from '#domain/order.ts';
import type { World } from './order-to-cash.world.fixture.ts';
import { gone } from './order-to-cash/views.ts';
import { isClosed } from './order-to-cash/waits.ts';

const owned = ({ state }: World): boolean => Object.keys(state.exceptions).length > 0;
const made = (w: World, what: string): number => w.keys.filter((k) => k.startsWith(what)).length;
const unitsSent = ({ state }: World): number =>
  state.sent.flatMap((x) => x.lines).reduce((n, l) => n + l.quantity, 0);
const wantedOf = (o?: Order): number => (o?.lines ?? []).reduce((n, l) => n + l.quantity - l.cancelled, 0);
const documented = ({ state }: World): bigint => state.erp.stated?.total.count ?? 0n;

/** What must be so when nothing more can happen; each is false when kept. */
const BROKEN: Readonly<Record<string, (w: World) => boolean>> = {
  'nobody knows what it waits for': (w) => !isClosed(w.state) && !owned(w),
  'still reserved after the cancellation': (w) => gone(w.state) && w.reserved !== 0,
  'somebody was not answered': (w) => w.pending.length > 0,
  'two ERP orders': (w) => made(w, 'erp-order:') > 1,
  'a shipment the ERP does not know': (w) =>
    made(w, 'erp-shipment:') !== (w.state.route?.erp ? w.state.sent.length : 0),
  'not one invoice per shipment': (w) => made(w, 'invoice:') !== made(w, 'erp-shipment:'),
  'shipped and cancelled more than was ordered': (w) => !owned(w) && (w.state.order?.lines ?? []).some((l) =>
    l.cancelled + w.state.sent.flatMap((x) => x.lines.filter((y) => y.lineId === l.lineId))
      .reduce((n, x) => n + x.quantity, 0) > l.quantity),
  'a part was neither cancelled nor answered': (w) => !gone(w.state) && !owned(w) &&
    (w.state.wishes ?? []).some((x) => x.at === 'Recalling' || x.at === 'Telling'),
  'a shipment was lost or made up': (w) => unitsSent(w) !== w.sent,
  'two documents for one refund': (w) => made(w, 'credit:') > w.state.claims.length,
  'a refund was forgotten': (w) => w.state.claims.some((c) => c.memo === 'due') && w.state.stock.short === 'no',
  'closed with units missing': (w) => !gone(w.state) && !owned(w) && w.sent !== wantedOf(w.state.order),
  'the invoices are not what the ERP order says': (w) =>
    w.sent > 0 && w.state.stock.short === 'no' && made(w, 'erp-order:') > 0 && documented(w) !== w.invoiced,
  'more credited than invoiced': (w) => w.state.claims.flatMap((c) => c.credited).reduce((a, b) => a + b, 0) > w.sent,
};

/** The law that is broken; undefined when all are kept. */
export const brokenLaw = (w: World): string | undefined => w.broken ?? Object.keys(BROKEN).find((law) => BROKEN[law]!(w));
