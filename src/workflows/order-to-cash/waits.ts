/** What an order still waits for, in words; an order that waits for nothing is closed. */
import { any, of } from './quantities.ts';
import type { State, Work } from './state.ts';
import { aside, deficit, heldThere, elsewhere, gone, isOpen, live, shipped } from './views.ts';

export function waitsFor(s: State): string[] {
  const owed = (work: Work) => work === 'due' || work === 'asked';
  const found: readonly (readonly [boolean, string])[] = [
    [!s.order && !gone(s), 'the order'],
    [s.validation.waits, 'validation'],
    [s.stock.asked.length > 0, 'a promise of stock'],
    [live(s) && s.stock.short !== 'no' && any(deficit(s)), 'stock'],
    [s.cancel === 'Recalling' || s.cancel === 'Telling' || (live(s) && any(aside(s))), 'the cancellation'],
    [s.erp.at === 'Creating' || s.erp.at === 'Amending' || s.erp.at === 'Cancelling', 'the ERP order'],
    [onHold(s) || (live(s) && any(heldThere(s))), 'the channel’s hold'],
    [s.stock.free.length > 0, 'its release'],
    [s.requests.some((r) => isOpen(r) && !r.ready), 'the warehouse'],
    [s.requests.some((r) => isOpen(r) && r.ready), 'the buyer to collect it'],
    [live(s) && Object.entries(elsewhere(s)).some(([id, n]) => n > of(shipped(s), id)), 'the marketplace to send it'],
    [s.early.length > 0 || s.sent.some((x) => owed(x.record)), 'the ERP to record a shipment'],
    [s.sent.some((x) => owed(x.report) || owed(x.renumbered?.report ?? 'none')), 'the channel to take a shipment'],
    [s.requests.some((r) => r.ready?.report === 'asked'), 'the channel to take word of a pickup'],
    [s.sent.some((x) => owed(x.invoice)), 'an invoice'],
    [s.claims.some((c) => owed(c.memo)), 'a credit memo'],
    [Object.keys(s.exceptions).length > 0, 'a person'],
  ];
  return found.filter(([waits]) => waits).map(([, what]) => what);
}

/** The goods are promised, or were until the hold lasted too long. */
const onHold = (s: State): boolean =>
  live(s) && (s.order?.holds.length ?? 0) > 0 && (s.stock.free.length > 0 || s.stock.lapsed === true);

export const isClosed = (s: State): boolean => waitsFor(s).length === 0;
