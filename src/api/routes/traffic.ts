/** What went to and fro: one message with everything about it, raw documents, a partner's recent traffic, refunds. */
import { z } from 'zod';
import { sum, toDecimal, type Money } from '#domain/measure.ts';
import type { Refund } from '#domain/order.ts';
import { shardOf } from '#domain/shard.ts';
import { revive } from '#domain/wire.ts';
import { payloadOwner, unpackDocument } from '#runtime/intake.ts';
import { tenantOf, type Platform } from '#runtime/platform.ts';
import { say } from '#runtime/story-words.ts';
import { unseal } from '#runtime/vault.ts';
import { writeAudit } from '#store/audit.ts';
import * as store from '#store/list-traffic.ts';
import { loadPayload } from '#store/payload.ts';
import { answers, iso, type Api, type ApiContext } from '../api.ts';
import { byTime, counted, paging, readCursor } from '../paging.ts';
import { problem } from '../problem.ts';
import { instant, pageOf, word } from '../schemas.ts';
import { DocumentSchema, MessageSchema, RefundItem, TrafficSchema } from '../schemas-console.ts';

const SHOWN = 30;
const LANES = 4; // as in src/runtime/intake.ts
const WISHES = ['CreateErpOrder', 'AmendErpOrder', 'CancelErpOrder', 'RecordErpShipment', 'IssueInvoice', 'IssueCreditMemo',
  'PostJournal', 'RequestFulfillment', 'CancelFulfillment', 'ReportShipment', 'CancelChannelOrder', 'CancelChannelLines', 'PublishStock'];
/** Headers that say who may, not what was said. */
const SECRET = /auth|token|secret|cookie|sign|hmac|key/i;
const MOST_SHOWN = 1_000_000;

export const trafficRoutes = async (app: Api, { platform }: ApiContext): Promise<void> => {
  app.get('/v1/messages/:id', {
    schema: {
      summary: 'One message: its data, and everybody who works on it', tags: ['Stories'],
      params: z.object({ id: z.uuid() }), response: answers(MessageSchema),
    },
  }, async ({ params: { id }, caller: { tenant }, reads }) => {
    const m = await store.messageById(reads.pool, tenant, id);
    if (!m) throw problem.notFound(`There is no message ${id}.`);
    return messageItem(m, await store.deliveriesOf(reads.pool, { tenant, shard: m.shard, position: m.position }));
  });
  app.get('/v1/documents/:shard/:id', {
    config: { right: 'personal' }, schema: {
      summary: 'The raw words of a partner; each look is in the audit trail', tags: ['Stories'],
      params: z.object({ shard: z.coerce.number().int().min(0).max(255), id: z.uuid() }),
      response: answers(DocumentSchema),
    },
  }, async ({ params, caller }) => {
    const document = await openDocument(platform, { tenant: caller.tenant, ...params });
    await writeAudit(platform.pool, {
      tenant: caller.tenant, who: caller.who, what: 'document.read', before: null, why: null,
      after: { document: params.id, connection: document.connection, topic: document.topic },
    });
    return document;
  });
  app.get('/v1/connections/:connection/traffic', {
    schema: {
      summary: 'The last documents heard and wishes sent', tags: ['Partners'], params: z.object({ connection: word() }),
      response: answers(TrafficSchema),
    },
  }, async ({ params: { connection }, caller: { tenant } }) => traffic(platform, tenant, connection));
  app.get('/v1/refunds', {
    schema: {
      summary: 'Refunds, newest first, with the credit memo of each', tags: ['Orders'],
      querystring: z.object({
        ...paging, channel: word().optional(),
        memo: z.stringbool().optional().meta({ description: 'With a credit memo, or still without' }),
        from: instant.optional().meta({ description: 'Heard at or after' }), to: instant.optional().meta({ description: 'Heard before' }),
      }),
      response: answers(pageOf(RefundItem)),
    },
  }, async ({ query: { after, limit, total, ...filter }, caller, reads }) => {
    const [seen, id] = readCursor(byTime, after) ?? [];
    const at = seen && id !== undefined && { after: { seen, id } };
    return counted(reads.pool, { limit, total }, (db, most) => store.listRefunds(db, caller.tenant, { ...filter, ...at, limit: most }),
      { item: refundItem, place: (r) => [String(r.seen), r.id] });
  });
};

const messageItem = (m: store.MessageRow, work: readonly store.WorkRow[]): z.infer<typeof MessageSchema> => {
  const { payload } = (m.data ?? {}) as { payload?: string };
  return {
    id: m.id, type: m.type, subject: m.subject, key: m.key, shard: m.shard, position: String(m.position),
    says: say(m.type, m.data), cause: m.cause, correlation: m.correlation, connection: m.connection, mapping: m.mapping,
    at: iso(m.at), seen: iso(m.seen), data: m.data,
    work: work.map((w) => ({ ...w, due: iso(w.due), changed: iso(w.changed) })),
    document: m.type === 'PartnerSpoke' && payload ? { shard: m.shard, id: payload } : null,
  };
};

interface Place { readonly tenant: string; readonly shard: number; readonly id: string }
async function openDocument(p: Platform, at: Place): Promise<z.infer<typeof DocumentSchema>> {
  const row = await loadPayload(p.pool, at);
  if (!row) throw problem.notFound(`There is no document ${at.id}.`);
  const { connection, topic } = row;
  if (!row.body) return { id: at.id, connection, topic, headers: {}, body: null, binary: false };
  const opened = unpackDocument(unseal(tenantOf(p, at.tenant).key.key, payloadOwner(at.tenant, at.id), row.body));
  const bytes = Buffer.from(opened.body).subarray(0, MOST_SHOWN);
  const binary = bytes.includes(0);
  return {
    id: at.id, connection, topic, binary, body: bytes.toString(binary ? 'base64' : 'utf8'),
    headers: Object.fromEntries(Object.entries(opened.headers).filter(([name]) => !SECRET.test(name))),
  };
}

async function traffic({ pool }: Platform, tenant: string, connection: string): Promise<z.infer<typeof TrafficSchema>> {
  const lanes = [...Array(LANES).keys()].map((lane) => shardOf(tenant, `intake:${connection}:${lane}`));
  const [heard, asked] = await Promise.all([
    store.lastDocuments(pool, { tenant, connection, shards: [...new Set(lanes)], limit: SHOWN }),
    store.lastWishes(pool, { tenant, connection, types: WISHES, limit: SHOWN }),
  ]);
  return {
    heard: heard.map(({ received_at: at, ...h }) => ({ ...h, at: iso(at) })),
    asked: asked.map(({ data, seen, ...a }) => ({ ...a, says: say(a.type, data), at: iso(seen) })),
  };
}

function refundItem(r: store.RefundRow): z.infer<typeof RefundItem> {
  const { refund } = revive(r.data) as { refund: Refund };
  const { shipping, shippingTax, adjustment } = refund;
  const parts: Money[] = [...refund.lines.flatMap((l) => [l.net, l.tax]), shipping, shippingTax, adjustment];
  const total = sum(refund.shipping.unit, parts);
  return {
    id: r.id, at: iso(r.at), orderId: r.order_id, number: r.number, channel: r.channel, amount: toDecimal(total),
    currency: total.unit, units: refund.lines.reduce((n, l) => n + l.quantity, 0), reason: refund.reason ?? null,
    creditMemo: r.memo, correlation: r.correlation,
  };
}
