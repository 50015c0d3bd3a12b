/** Telling the platform what was decided of a return it asked about. It takes a decision once, and shows which it took. */
import { stop } from '#domain/fault.ts';
import type { ExternalId } from '#domain/brand.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Port, Receipt, Write } from '#connectors/contract.ts';
import { read as readAs } from '#connectors/parse.ts';
import type { Settings } from './settings.ts';
import { PlatformReturn } from './shape.ts';
import { STATUS } from './words.ts';

type Wish = WishOf<'AnswerReturn'>;
const receiptOf = (wish: Wish): Receipt => ({ external: wish.return as ExternalId });
const url = (wish: Wish): string => `/v1/returns/${encodeURIComponent(wish.return)}`;

export const answerReturn: Write<Settings, Wish> = {
  async apply(port, wish) {
    const { word, reason = 'other', note } = wish;
    const response = await port.http({
      method: 'POST', url: `${url(wish)}/decision`, write: true, accept: [404, 409],
      headers: { authorization: `Bearer ${port.settings.apiKey}` },
      body: { decision: word === 'approve' ? 'approve' : 'reject', ...(word === 'decline' && { reason, ...(note && { note }) }) },
    });
    if (response.status >= 400 && !(await knows(port, wish)))
      throw stop.refused('PartnerRefused', `the returns platform answers ${response.status}: return ${wish.return} cannot be ${
        word === 'approve' ? 'approved' : 'declined'} any more`);
    return receiptOf(wish);
  },
  find: async (port, wish) => (await knows(port, wish) ? receiptOf(wish) : undefined),
};

/** Approved, or further on; or declined. */
async function knows(port: Port<Settings>, wish: Wish): Promise<boolean> {
  const headers = { authorization: `Bearer ${port.settings.apiKey}` };
  const response = await port.http({ method: 'GET', url: url(wish), accept: [404], headers });
  if (response.status >= 400) return false;
  const word = STATUS[readAs(PlatformReturn, response.json()).status];
  return wish.word === 'approve' ? word === 'authorised' || word === 'sent' || word === 'closed' : word === 'declined';
}
