/** Tickets handed to the connector, and what it said of them. */
import assert from 'node:assert/strict';
import type { News, Port } from '#connectors/contract.ts';
import { recordings, replay, textOf, type Recording } from '#connectors/recording.ts';
import poslog from './index.ts';
import type { Settings } from './settings.ts';

export const folder = new URL('recordings/', import.meta.url);
const all = recordings(folder);
export const recorded = (name: string): Recording => all.find((r) => r.name === name) ?? assert.fail(name);
export const bodyOf = (name: string): string => textOf(recorded(name).document!.body);
export const port = (more: Partial<Port<Settings>> = {}): Port<Settings> => ({ ...replay(poslog, recorded('read-sale')), ...more });
export const hear = (body: string | Uint8Array, p = port()) =>
  poslog.can.read!(p, { topic: 'poslog', headers: { file: 'S.xml' }, body: Buffer.from(body as string) });
export const moved = (news: readonly News[]) => news.flatMap((n) =>
  n.said === 'movement'
    ? [[n.kind, n.disposition, n.other, ...n.items.map((i) => `${i.quantity} ${i.item}`)].filter(Boolean).join(' ')] : []);
export const orderIn = (news: readonly News[]) => news.flatMap((n) => (n.said === 'order' ? [n.order] : []))[0] ?? assert.fail('no order');
export const refundIn = (news: readonly News[]) => news.flatMap((n) => (n.said === 'refund' ? [n] : []))[0] ?? assert.fail('no refund');
