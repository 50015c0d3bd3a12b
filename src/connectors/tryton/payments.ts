/**
 * Settling an invoice against the channel's clearing account, as soon as it is posted: the buyer has paid the channel.
 * Tryton pays through a dialogue; its last step is one transaction, and a paid invoice is not paid again.
 */
import * as books from './books.ts';
import { openDialogue } from './dialogue.ts';
import type { TrytonPort } from './rpc.ts';
import { date, decimal } from './values.ts';

export interface Payment {
  readonly invoice: number;
  readonly amount: string;
  readonly currency: number;
  /** Stands in the payment's entry. */
  readonly key: string;
  readonly day: string;
  /** Name of the payment method. */
  readonly method: string;
}

export async function payInvoice(port: TrytonPort, payment: Payment): Promise<void> {
  const start = {
    amount: decimal(payment.amount), currency: payment.currency, currency_digits: 2, description: payment.key,
    company: await books.company(port), payment_method: await books.paymentMethod(port, payment.method),
    invoice_account: (await books.account(port, port.settings.accounts.receivable)).id, date: date(payment.day),
  };
  const dialogue = await openDialogue(port, 'account.invoice.pay', ['account.invoice', payment.invoice]);
  await dialogue.answer('choice', { start });
  await dialogue.close();
}
