/** Which system a message belongs to: the lanes of the time line. */
import type { ConnectionRow, Story } from '../types.ts';

export const LANES = ['Channel', 'Threadline', 'ERP', 'Warehouse', 'Money'] as const;
type Message = Story['messages'][number];

const MONEY = /^(Payout|Journal|PostJournal|InvoiceIssued|CreditMemo|IssueInvoice|IssueCreditMemo|Refund)/;
const ERP = /Erp/;
const WAREHOUSE = /Fulfillment|ShipmentDispatched/;
const CHANNEL =
  /^(OrderSeen|CancellationSeen|RefundSeen|ReportShipment|ShipmentReported|CancelChannelOrder|ChannelOrderCancelled|CancelChannelLines|ChannelLinesCancelled|PublishStock|StockPublished)/;

export function laneOf(m: Message, partners: readonly ConnectionRow[]): number {
  if (MONEY.test(m.type)) return 4;
  if (ERP.test(m.type)) return 2;
  if (WAREHOUSE.test(m.type)) return 3;
  if (CHANNEL.test(m.type)) return 0;
  const partner = partners.find((c) => c.connection === (m.to ?? m.connection));
  if (!partner) return 1;
  const [role] = partner.roles;
  return role === 'erp' ? 2 : role === 'warehouse' ? 3 : role === 'payments' ? 4 : 0;
}
