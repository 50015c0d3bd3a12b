/** Register days: what each register took on a business date, whether its Z agrees, and the entries it stands in. */
import { z } from 'zod';
import { listRegisterDays, registerDay } from '#runtime/operations/register-days.ts';
import { answers, type Api } from '../api.ts';
import { asking, counted, paging, readCursor } from '../paging.ts';
import { pageOf, word } from '../schemas.ts';

const text = z.string();
const whole = z.number().int();
const finance = { right: 'finance' } as const;
const tags = ['Register days'];

export const RegisterDayItem = z.object({
  id: text, connection: text, store: text, register: text, date: text, currency: text, state: z.enum(['open', 'closing', 'closed']),
  tickets: whole, entries: whole, waiting: whole, variance: text.nullable(), correlation: text,
}).meta({ id: 'RegisterDay' });
const Taking = z.object({ kind: text, of: text.nullable(), method: text.nullable(), amount: text.meta({ description: 'Decimal' }) });
export const RegisterDayShown = RegisterDayItem.extend({
  takings: z.array(Taking),
  reports: z.array(z.object({
    number: text, at: text, tickets: whole.nullable(), sales: text.nullable(), tax: text.nullable(), over: text.nullable() })),
  records: z.array(z.object({ ticket: text, kind: text, at: text, part: whole.nullable(), takings: z.array(Taking) })),
}).meta({ id: 'RegisterDayShown' });
const byId = z.tuple([text.max(200)]);

export const registerDayRoutes = async (app: Api): Promise<void> => {
  app.get('/v1/register-days', {
    config: finance, schema: {
      summary: 'Register days, newest first', tags,
      querystring: z.object({ ...paging, connection: word().optional(), store: word().optional(), from: z.iso.date().optional(),
        to: z.iso.date().optional(), variance: z.stringbool().optional().meta({ description: 'Only where Z and tickets disagree' }) }),
      response: answers(pageOf(RegisterDayItem)),
    },
  }, async ({ query: { limit, after, total, ...of }, caller, reads }) => {
    const from = { ...of, after: readCursor(byId, after)?.[0] };
    return counted(reads.pool, { limit, total }, (db, most) => listRegisterDays(asking(reads, db), caller.tenant, { ...from, limit: most }),
      { item: (d) => d, place: (d) => [d.id] });
  });
  app.get('/v1/register-days/:day', {
    config: finance, schema: {
      summary: 'One register day: its takings, its Z reports, its tickets and the entry each is in', tags,
        params: z.object({ day: word() }),
      response: answers(RegisterDayShown),
    },
  }, async ({ params, caller, reads }) => {
    const shown = await registerDay(reads, caller.tenant, params.day);
    return shown as z.infer<typeof RegisterDayShown>;
  });
};
