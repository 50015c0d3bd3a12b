/** A returns platform: agreements, receipts, grades and credit. The contract is in README.md beside this file. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { stop } from '#domain/fault.ts';
import type { Timestamp } from '#domain/brand.ts';
import { after, timestamp } from '#domain/time.ts';
import { defineConnector, type HttpRequest, type Poll, type Port, type Webhook } from '#connectors/contract.ts';
import { parseJson, read as readAs } from '#connectors/parse.ts';
import { answerReturn } from './answer.ts';
import { read, reference } from './read.ts';
import { secrets, settings, type Settings } from './settings.ts';
import { Listed } from './shape.ts';

const TOPICS = ['return.requested', 'return.updated', 'return.completed'] as const;
/** What is listed may lag behind what was done. */
const OVERLAP_SECONDS = 300;

async function ask<T>(port: Port<Settings>, request: HttpRequest, answer: z.ZodType<T>): Promise<T> {
  const response = await port.http({ ...request, headers: { authorization: `Bearer ${port.settings.apiKey}` } });
  if (response.status >= 400)
    throw stop.refused('PartnerRefused', `the returns platform answers ${response.status} to ${request.url.split('?')[0]}`);
  return readAs(answer, response.json());
}

const webhook: Webhook<Settings> = {
  verify({ webhookSecret }, raw, headers) {
    const [, time = '', given = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers['x-returns-signature'] ?? '') ?? [];
    const wanted = createHmac('sha256', webhookSecret).update(`${time}.`).update(raw).digest();
    const said = Buffer.from(given, 'hex');
    return said.length === wanted.length && timingSafeEqual(said, wanted);
  },
  topic(_headers, path, raw) {
    try {
      const { type } = parseJson(raw) as { type?: unknown };
      return typeof type === 'string' ? type : (path ?? 'unknown');
    } catch {
      return path ?? 'unknown';
    }
  },
};

/** `since|seen|cursor`: from when is asked, the latest seen so far, the page within the answer. */
const returns: Poll<Settings> = {
  name: 'returns', everySeconds: 120, transport: 'poll',
  async page(port, cursor) {
    const [since = '', seen = '', place = ''] = (cursor ?? `${port.settings.returnsFrom ?? ''}||`).split('|');
    const query = new URLSearchParams({ limit: '100', ...(since && { updated_since: since }), ...(place && { cursor: place }) });
    const found = await ask(port, { method: 'GET', url: `/v1/returns?${query}` }, Listed);
    const latest = [seen, ...found.returns.map((r) => timestamp(r.updated_at))].filter(Boolean).sort().at(-1) ?? '';
    const next = found.next_cursor ? `${since}|${latest}|${found.next_cursor}`
      : `${latest ? after(latest as Timestamp, -OVERLAP_SECONDS) : since}||`;
    return {
      more: Boolean(found.next_cursor), next,
      documents: found.returns.map((r) => ({ topic: 'return', reference: `returns/${r.id}`, body: JSON.stringify(r) })),
    };
  },
};

const Hooks = z.object({ url: z.string().nullish(), types: z.array(z.string()).default([]) });

export default defineConnector<Settings>({
  name: 'returns',
  kind: 'returns',
  // README.md beside this file.
  apiVersion: '1',
  mappingVersion: 1,
  settings,
  secrets,
  budget: { default: { capacity: 60, perSecond: 10 } },
  can: {
    webhook, read, reference, polls: [returns],
    writes: { AnswerReturn: answerReturn },
    async subscribe(port, callback) {
      const now = await ask(port, { method: 'GET', url: '/v1/webhooks' }, Hooks);
      const missing = TOPICS.filter((t) => now.url !== callback || !now.types.includes(t));
      if (missing.length > 0)
        await ask(port, { method: 'PUT', url: '/v1/webhooks', write: true, body: { url: callback, types: TOPICS } }, z.looseObject({}));
      return { renewed: [...missing] };
    },
    async check(port) {
      const { returns: some } = await ask(port, { method: 'GET', url: '/v1/returns?limit=1' }, Listed);
      return some.length > 0 ? 'returns can be read' : 'no returns yet';
    },
  },
});
