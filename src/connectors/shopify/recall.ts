/** Answering a merchant who asks not to send something after all. One that was answered already is the answer that was wanted. */
import { z } from 'zod';
import { brand } from '#domain/brand.ts';
import { stop } from '#domain/fault.ts';
import type { WishOf } from '#domain/messages.ts';
import type { Port, Write } from '../contract.ts';
import { ACCEPT_RECALL, REJECT_RECALL, RECALL_STATUS } from './documents.ts';
import { ask } from './graphql.ts';
import { gid } from './ids.ts';
import type { Settings } from './settings.ts';

type Wish = WishOf<'AnswerRecall'>;
const Done = z.object({ userErrors: z.array(z.object({ message: z.string() })) }).nullable();
const Accepted = z.object({ fulfillmentOrderAcceptCancellationRequest: Done });
const Rejected = z.object({ fulfillmentOrderRejectCancellationRequest: Done });
const Status = z.object({ fulfillmentOrder: z.object({ requestStatus: z.string() }).nullable() });

export const answerRecall: Write<Settings, Wish> = {
  async apply(port, wish) {
    if (!(await isAsked(port, wish))) return receipt(wish);
    const variables = { id: gid('FulfillmentOrder', wish.part), message: wish.granted ? 'Stopped in time' : 'It has left, or will' };
    const done = wish.granted
      ? (await ask(port, { document: ACCEPT_RECALL, variables, answer: Accepted, write: true })).fulfillmentOrderAcceptCancellationRequest
      : (await ask(port, { document: REJECT_RECALL, variables, answer: Rejected, write: true })).fulfillmentOrderRejectCancellationRequest;
    const [problem] = done?.userErrors ?? [];
    if (problem) throw stop.refused('PartnerRefused', `Shopify does not take the answer: ${problem.message}`);
    return receipt(wish);
  },
  find: async (port, wish) => ((await isAsked(port, wish)) ? undefined : receipt(wish)),
};
const receipt = ({ part }: Wish) => ({ external: brand<never>(`${part}/answer`) });

async function isAsked(port: Port<Settings>, { part }: Wish): Promise<boolean> {
  const { fulfillmentOrder: found } = await ask(port,
    { document: RECALL_STATUS, variables: { id: gid('FulfillmentOrder', part) }, answer: Status });
  return found?.requestStatus === 'CANCELLATION_REQUESTED';
}
