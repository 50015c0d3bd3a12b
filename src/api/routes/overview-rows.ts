/** What stands behind the numbers of the first page: work under way, and each step that a figure measured. */
import { z } from 'zod';
import { COUNTED, STEPS, TARGETS, type Step } from '#runtime/operations/figures.ts';
import { say } from '#runtime/story-words.ts';
import { listOpen, type OpenRow } from '#store/list-open.ts';
import { listCounted, listSteps, type StepTaken } from '#store/list-steps.ts';
import { answers, iso, isoOrNull, type Api } from '../api.ts';
import { byTime, counted, paging, readCursor } from '../paging.ts';
import { pageOf, word } from '../schemas.ts';
import { OpenItem, StepItem } from '../schemas-console.ts';
import { handlersOf } from './work.ts';

const Place = z.tuple([z.string(), z.number().int().min(0).max(255), z.string().regex(/^\d{1,18}$/), z.string()]);
const BySeconds = z.tuple([z.number(), z.uuid()]);
const FIGURES = [...Object.keys(STEPS), ...Object.keys(COUNTED)] as (Step | keyof typeof COUNTED)[];

export const overviewRowRoutes = async (app: Api): Promise<void> => {
  app.get('/v1/deliveries', {
    schema: {
      summary: 'Work under way or waiting for its time, what is due first', tags: ['Work'], response: answers(pageOf(OpenItem)),
      querystring: z.object({ ...paging, connection: word().optional(), lane: word().optional() }),
    },
  }, async ({ query: { after, limit, total, connection, lane }, caller, reads }) => {
    const [due, shard, message, handler] = readCursor(Place, after) ?? [];
    const at = due && shard !== undefined && message && handler && { after: { due, shard, message, handler } };
    const of = { lane, handlers: handlersOf(connection), ...at };
    return counted(reads.pool, { limit, total }, (db, most) => listOpen(db, caller.tenant, { ...of, limit: most }),
      { item: openItem, place: (d) => [String(d.due), d.shard, String(d.message), d.handler] });
  });
  app.get('/v1/figures/:figure/steps', {
    schema: {
      summary: 'What a figure of the last 24 hours was measured from, the slowest first', tags: ['Now'],
      response: answers(pageOf(StepItem)),
      params: z.object({ figure: z.enum(FIGURES) }),
      querystring: z.object({ ...paging, late: z.stringbool().default(false).meta({ description: 'Only what missed its target' }) }),
    },
  }, async ({ params: { figure }, query: { after, limit, total, late }, caller: { tenant }, reads }) => {
    if (figure === 'refusedStock' || figure === 'orders') {
      const [seen, id] = readCursor(byTime, after) ?? [];
      const of = { type: COUNTED[figure], ...(seen && id !== undefined && { after: { seen, id } }) };
      return counted(reads.pool, { limit, total }, (db, most) => listCounted(db, tenant, { ...of, limit: most }),
        { item: stepItem(Infinity), place: (r) => [String(r.seen), r.id] });
    }
    const [seconds, id] = readCursor(BySeconds, after) ?? [];
    const [from, to] = STEPS[figure];
    const of = { from, to, target: TARGETS[figure], late, ...(seconds !== undefined && id !== undefined && { after: { seconds, id } }) };
    return counted(reads.pool, { limit, total }, (db, most) => listSteps(db, tenant, { ...of, limit: most }),
      { item: stepItem(TARGETS[figure]), place: (r) => [r.seconds, r.id] });
  });
};

const openItem = (d: OpenRow): z.infer<typeof OpenItem> => ({
  name: `${d.shard}-${d.message}-${d.handler}`, handler: d.handler, subject: d.subject, state: d.state, lane: d.lane, attempts: d.attempts,
  due: iso(d.due), since: iso(d.changed), correlation: d.correlation, type: d.type, says: say(d.type, d.data), why: d.why, order: d.number,
});
const stepItem = (target: number) => (s: StepTaken): z.infer<typeof StepItem> => ({
  id: s.id, subject: s.subject, correlation: s.correlation, says: say(s.type, s.data), began: isoOrNull(s.began), at: iso(s.seen),
  seconds: s.seconds, late: (s.seconds ?? 0) > target, order: s.number, channel: s.channel,
});
