/** For the search box and the lists of the console: stories of a person by address, and the views that people keep. */
import { z } from 'zod';
import { toDecimal } from '#domain/measure.ts';
import { forgetView, keepView } from '#runtime/operations/views.ts';
import { ordersOfMail } from '#runtime/parties.ts';
import { savedViews } from '#store/console.ts';
import { actOf, answers, iso, type Api, type ApiContext } from '../api.ts';
import { word } from '../schemas.ts';

const text = z.string();
export const MailOrderItem = z.object({
  id: text, number: text, channel: text, placedAt: text, currency: text, total: text, stage: text,
}).meta({ id: 'OrderOfPerson' });
export const ViewItem = z.object({ page: text, name: text, search: text }).meta({ id: 'SavedView' });
const page = z.string().regex(/^\/[a-z0-9/-]{0,80}$/);

export const findRoutes = async (app: Api, { platform }: ApiContext): Promise<void> => {
  app.post('/v1/stories/by-mail', {
    config: { right: 'personal', keepAnswer: false }, schema: {
      summary: 'Orders of whoever has an e-mail address; each look is in the audit trail', tags: ['Stories'],
      description: 'In the body, so that the address stands in no log. Answers at most fifty, newest first.',
      body: z.object({ email: z.email() }), response: answers(z.object({ items: z.array(MailOrderItem) })),
    },
  }, async ({ body: { email }, caller }) => ({
    items: (await ordersOfMail(platform, caller.tenant, email, caller.who)).map((o) => ({
      id: o.order_id, number: o.number, channel: o.channel, placedAt: iso(o.placed_at), currency: o.currency,
      total: toDecimal({ count: o.total, unit: o.currency }), stage: o.stage,
    })),
  }));
  app.get('/v1/views', {
    schema: {
      summary: 'Filters of lists that I keep under a name', tags: ['Now'], response: answers(z.object({ items: z.array(ViewItem) })),
    },
  }, async ({ caller, reads }) => ({ items: await savedViews(reads.pool, caller) }));
  const config = { right: 'read' } as const;
  app.post('/v1/views', {
    config, schema: {
      summary: 'Keep a filter under a name', tags: ['Now'], response: answers(z.object({ done: text })),
      body: z.object({ page, name: word(60), search: z.string().max(1000) }),
    },
  }, async ({ body, caller }) => {
    await keepView(platform, actOf(caller), body);
    return { done: 'It is kept.' };
  });
  app.post('/v1/views/forget', {
    config, schema: {
      summary: 'Forget one', tags: ['Now'], body: z.object({ page, name: word(60) }), response: answers(z.object({ done: text })),
    },
  }, async ({ body, caller }) => {
    await forgetView(platform, actOf(caller), body);
    return { done: 'It is forgotten.' };
  });
};
