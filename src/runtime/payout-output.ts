/** A payout's explanation in the forms people ask for. */
import { payoutCsv } from './payout-csv.ts';
import { payoutHtml } from './payout-html.ts';
import { payoutText } from './payout-text.ts';
import type { ExplainedPayout } from './operations/payouts.ts';
import { payoutWorkbook } from './workbooks.ts';

export const PAYOUT_FORMATS = ['text', 'json', 'csv', 'html', 'xlsx'] as const;
export type PayoutFormat = (typeof PAYOUT_FORMATS)[number];

export async function payoutIn(format: PayoutFormat, x: ExplainedPayout, asOf: string): Promise<string | Buffer> {
  switch (format) {
    case 'text': return payoutText(x);
    case 'json': return `${JSON.stringify(x, null, 2)}\n`;
    case 'csv': return payoutCsv(x);
    case 'html': return payoutHtml(x, asOf);
    case 'xlsx': return payoutWorkbook(x);
  }
}
/** What a browser is told a format is. */
export const CONTENT_TYPES = {
  text: 'text/plain; charset=utf-8', json: 'application/json', csv: 'text/csv; charset=utf-8', html: 'text/html; charset=utf-8',
  beancount: 'text/plain; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
