/** Telling the shop what was decided of a return: its buyer hears it from there. Asked first, so a repeated one finds it done. */
import { z } from 'zod';
import type { ExternalId } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { DeclineReason } from '#domain/return.ts';
import type { Port, Receipt, Write } from '../contract.ts';
import { APPROVE_RETURN, DECLINE_RETURN, RETURN_STATUS } from './documents.ts';
import { ask } from './graphql.ts';
import { gid } from './ids.ts';
import type { Settings } from './settings.ts';

type Wish = WishOf<'AnswerReturn'>;
/** What the shop shows once it knows. A return that was agreed to may be on its way to its end already. */
const SHOWN: Readonly<Record<Wish['word'], readonly string[]>> = { approve: ['OPEN', 'CLOSED'], decline: ['DECLINED'] };
export const DECLINE_REASON: Readonly<Record<DeclineReason, string>> =
  { 'too-late': 'RETURN_PERIOD_ENDED', 'final-sale': 'FINAL_SALE', other: 'OTHER' };
/** Longer notes are refused. */
const MOST = 500;

const Payload = z.object({
  return: z.object({ id: z.string() }).nullish(), userErrors: z.array(z.object({ message: z.string() })),
}).nullable();
const receiptOf = (wish: Wish): Receipt => ({ external: wish.return as ExternalId });

export const answerReturn: Write<Settings, Wish> = {
  async apply(port, wish) {
    const status = await statusOf(port, wish);
    if (SHOWN[wish.word].includes(status)) return receiptOf(wish);
    if (status !== 'REQUESTED')
      throw stop.refused('PartnerRefused',
        `return ${wish.return} is ${status.toLowerCase()} at the shop: it cannot be ${said(wish)} any more`);
    const { made } = wish.word === 'approve' ? await approve(port, wish) : await decline(port, wish);
    const [problem] = made?.userErrors ?? [];
    if (!made?.return) throw stop.refused('PartnerRefused',
      `Shopify does not let return ${wish.return} be ${said(wish)}: ${problem?.message ?? 'no reason given'}`);
    return receiptOf(wish);
  },
  async find(port, wish) {
    return SHOWN[wish.word].includes(await statusOf(port, wish)) ? receiptOf(wish) : undefined;
  },
};
const said = ({ word }: Wish): string => (word === 'approve' ? 'approved' : 'declined');

async function statusOf(port: Port<Settings>, wish: Wish): Promise<string> {
  const answer = z.object({ return: z.object({ status: z.string() }).nullable() });
  const { return: found } = await ask(port, { document: RETURN_STATUS, variables: { id: gid('Return', wish.return) }, answer });
  if (!found) throw stop.refused('PartnerRefused', `Shopify has no return ${wish.return} any more`);
  return found.status;
}

const approve = (port: Port<Settings>, wish: Wish) => ask(port, {
  document: APPROVE_RETURN, write: true, answer: z.object({ made: Payload }),
  variables: { input: { id: gid('Return', wish.return), notifyCustomer: port.settings.notifyBuyer } },
});
const decline = (port: Port<Settings>, wish: Wish) => ask(port, {
  document: DECLINE_RETURN, write: true, answer: z.object({ made: Payload }), variables: { input: {
    id: gid('Return', wish.return), declineReason: DECLINE_REASON[wish.reason ?? 'other'], notifyCustomer: port.settings.notifyBuyer,
    ...(wish.note && { declineNote: wish.note.slice(0, MOST) }),
  } },
});
