/**
 * A system of the retailer's that is told of events: it checks each signature as Standard Webhooks says, refuses what it
 * cannot check, is out of order now and then, and keeps what it took. At the end its notes are held against the log.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mulberry32 } from '../faults.ts';

export const LISTENER_SECRET = `whsec_${Buffer.alloc(32, 'harbor pine hears of it').toString('base64')}`;
export const LISTENS_TO = ['order.*', 'shipment.*', 'invoice.issued', 'refund.*', 'credit-memo.issued', 'return.*', 'exception.raised'];

export interface Heard { readonly id: string; readonly type: string; readonly subject: string; readonly sequence: string; readonly body: string }
export interface Listener {
  readonly url: string;
  /** Everything it took, in the order it was taken, repetitions too. */
  readonly heard: readonly Heard[];
  /** Requests it could not prove, and times it was out of order. */
  readonly counts: { unproven: number; away: number };
  stop(): Promise<void>;
}

/** How often it answers that it is not well. */
const AWAY = 0.01;

export async function openListener(seed: number): Promise<Listener> {
  const heard: Heard[] = [];
  const counts = { unproven: 0, away: 0 };
  const dice = mulberry32(seed * 7919 + 13);
  const take = (incoming: IncomingMessage, body: string): number => {
    if (!isProven(incoming, body)) {
      counts.unproven += 1;
      return 401;
    }
    // Sometimes after it has written the event down: then it comes once more, under the same id.
    const [away, kept] = [dice() < AWAY, dice() < 0.5];
    if (away) counts.away += 1;
    if (!away || kept) heard.push(notesOf(body));
    return away ? 503 : 204;
  };
  const server = createServer((incoming: IncomingMessage, reply: ServerResponse) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => reply.writeHead(take(incoming, Buffer.concat(parts).toString('utf8'))).end());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`, heard, counts,
    stop: () => new Promise((done) => {
      server.closeAllConnections();
      server.close(() => done());
    }),
  };
}

function isProven({ headers }: IncomingMessage, body: string): boolean {
  const [id, time, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => String(headers[name] ?? ''));
  if (Math.abs(Date.now() / 1000 - Number(time)) > 300) return false;
  const key = Buffer.from(LISTENER_SECRET.slice('whsec_'.length), 'base64');
  const wanted = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest();
  return signatures!.split(' ').some((one) => {
    const given = Buffer.from(one.replace(/^v1,/, ''), 'base64');
    return one.startsWith('v1,') && given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}

function notesOf(body: string): Heard {
  const { id, type, subject, sequence } = JSON.parse(body) as Heard;
  return { id, type, subject, sequence, body };
}

/** Of one order; what people are asked and what comes back may stand beside it. */
const ORDERED = /^threadline\.(order|shipment|invoice)\./;
/** What is wrong with its notes, held against what happened; nothing when all of it is there, in order, and nobody's name. */
export function complaintsOf({ heard, counts }: Listener, happened: readonly string[]): string[] {
  const ids = new Set(heard.map((h) => h.id));
  const missing = happened.filter((id) => !ids.has(id));
  const extra = ids.size - new Set(happened).size + missing.length;
  const last = new Map<string, string>();
  const seen = new Set<string>();
  const turned: string[] = [];
  for (const { id, subject, sequence } of heard.filter((h) => ORDERED.test(h.type))) {
    if (!seen.has(id) && sequence < (last.get(subject) ?? '')) turned.push(subject);
    if (!seen.has(id)) last.set(subject, sequence);
    seen.add(id);
  }
  const told = heard.filter((h) => /"(buyer|recipient)":|"[^"\s]+@[^"\s]+\.[a-z]+"/.test(h.body));
  return [
    ...(missing.length > 0 ? [`${missing.length} of ${happened.length} events never came: ${missing.slice(0, 3).join(', ')}`] : []),
    ...(extra > 0 ? [`${extra} events came that nobody subscribed to`] : []),
    ...(turned.length > 0 ? [`${turned.length} came before an earlier one of their subject: ${turned.slice(0, 3).join(', ')}`] : []),
    ...(counts.unproven > 0 ? [`${counts.unproven} were not signed as they must be`] : []),
    ...(told.length > 0 ? [`${told.length} say who somebody is, and nobody asked: ${told[0]!.id}`] : []),
  ];
}
