/**
 * Account paths, in one place: `<kind>:<what>:<connection>`. The connection at the end keeps channels apart in
 * our ledger; which number of the ERP a path is posted to is a mapping, with chart.ts as the first proposal.
 */
import type { Account, ConnectionId } from '../brand.ts';
import type { Order, Tender } from '../order.ts';

export const account = (...path: readonly string[]): Account => path.join(':') as Account;

/** Which connection pays out what a payment provider collected, when it is not the channel itself. */
export type SettledBy = Readonly<Record<string, ConnectionId>>;

/** Where money stands that was paid by a means of payment and has not reached the bank. */
export function tenderAccount(order: Order, tender: Pick<Tender, 'method'> & { readonly provider?: string },
  settledBy: SettledBy = {}): Account {
  const provider = tender.provider ?? '';
  const connection = Object.hasOwn(settledBy, provider) ? settledBy[provider]! : order.channel;
  switch (tender.method) {
    case 'gift-card': return account('liabilities', 'gift-cards');
    case 'store-credit': return account('liabilities', 'store-credit');
    case 'cash': return account('assets', 'till', order.channel);
    case 'cash-on-delivery': return account('assets', 'cash-on-delivery',
      Object.hasOwn(settledBy, provider) ? connection : provider || order.channel);
    case 'terms': return account('assets', 'receivable');
    default: return account('assets', 'clearing', connection);
  }
}
