/** Ringing up a ticket: as far as the shelf reaches, paid in cash or by card. */
import { due, type SoldLine, type Ticket } from '../poslog/ticket.ts';
import { retailTransaction } from '../poslog/write.ts';
import type { Basket, Chain, Place } from './chain.ts';

export interface How { readonly training?: boolean; readonly cancelled?: boolean; /** On top, by card. */ readonly tip?: number }

/** Undefined when nothing of the basket was there. */
export function ring(chain: Chain, where: Place, basket: readonly Basket[], how: How = {}): Ticket | undefined {
  const register = chain.find(where);
  const counts = !how.training && !how.cancelled;
  const lines = basket.flatMap((b) => lineOf(chain, where.store, b));
  if (lines.length === 0) return undefined;
  const at = chain.clock(register);
  const ticket: Ticket = { ...chain.key(register, at), at, lines, tenders: pay(chain, due(lines, chain.terms), how.tip), ...how };
  register.kept.push(retailTransaction(ticket, chain.terms));
  if (!counts) return ticket;
  for (const l of lines.filter((x) => !x.voided))
    if (l.kind === 'sale' || l.disposal === 'ReturnToStock') chain.shift(where.store, l.sku, l.kind === 'sale' ? -l.quantity : l.quantity);
  chain.tickets.push(ticket);
  chain.applied.push({ operation: 'ring', id: `${ticket.store}/${ticket.register}/${ticket.day}/${ticket.sequence}` });
  return ticket;
}

function lineOf(chain: Chain, store: string, { sku, ...b }: Basket): SoldLine[] {
  const item = chain.options.items[sku];
  if (!item) throw new Error(`no price for ${sku}`);
  const quantity = b.kind === 'return' ? b.quantity : Math.min(b.quantity, chain.onShelf(store, sku));
  return quantity > 0 ? [{ ...b, kind: b.kind ?? 'sale', sku, title: item.title, price: b.webOrder ? 0 : item.price, quantity }] : [];
}

/** Cash is given in fives and change is due; a card pays to the cent. */
function pay(chain: Chain, owed: number, tip = 0): Ticket['tenders'] {
  const type = tip === 0 && chain.random() < 0.4 ? 'Cash' : 'CreditDebit';
  if (owed === 0) return [];
  return [{ type, amount: type === 'Cash' && owed > 0 ? Math.ceil(owed / 500) * 500 : owed + tip }];
}
