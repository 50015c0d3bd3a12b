/**
 * Golden statements: a recording says what its file comes to, class by class and to the cent, and how its broken
 * variants are refused. In a connector's `recordings/`, beside what the battery wants:
 *
 * - `read-*.json`    {…, payouts: [{external, net: '345.00 USD', date, lines, classes: {sale: '500.00'}, kind?}]}
 * - `refused-*.json` {document, says}: must be refused as PayoutVariance, in words that contain `says`
 * - `malformed-*.json` {document, says?}
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Stopped } from '#domain/fault.ts';
import { add, toDecimal, type Money } from '#domain/measure.ts';
import type { Payout } from '#domain/payout.ts';
import type { Connector, News } from '../contract.ts';
import { dressed } from './dressed.ts';
import { recordings, replay, textOf, type Recording } from '../recording.ts';

interface Golden extends Recording {
  readonly payouts?: readonly Told[];
  readonly says?: string;
  /** How the text of the body is encoded; UTF-8 unless given. */
  readonly encoding?: 'latin1' | 'utf16le';
}
interface Told {
  readonly external: string;
  readonly kind?: string;
  /** The source states neither a total nor a balance. */
  readonly unproved?: true;
  /** The balance before and after, where the source states them. */
  readonly balance?: string;
  readonly net: string;
  readonly date: string;
  readonly lines: number;
  readonly classes: Readonly<Record<string, string>>;
}

const readIt = <S>(connector: Connector<S>, r: Golden): Promise<readonly News[]> =>
  readBody(connector, r, Buffer.from(textOf(r.document?.body), r.encoding ?? 'utf8'));
const readBody = async <S>(connector: Connector<S>, r: Golden, body: Buffer): Promise<readonly News[]> =>
  connector.can.read!(replay(connector, r), { topic: r.document?.topic ?? '', headers: {}, body });
/** A table as text, and no answer of an API or XML. */
const isRows = ({ document, encoding }: Golden): boolean =>
  typeof document?.body === 'string' && encoding === undefined && !/^\s*[[{<]/.test(document.body);

export function golden<S>(connector: Connector<S>, folder: URL): void {
  const all: readonly Golden[] = recordings(folder);
  describe(`${connector.name}: what a statement comes to`, () => {
    for (const r of all.filter((g) => g.payouts))
      it(`${r.name}: to the cent`, async () => assert.deepEqual(payoutsIn(await readIt(connector, r)).map(told), r.payouts));
    for (const r of all.filter((g) => g.payouts && isRows(g)))
      dressed(r.name, textOf(r.document?.body), async (body) => readBody(connector, r, body).then(
        (news) => JSON.stringify(payoutsIn(news).map(told)),
        (e: Error) => (e instanceof Stopped ? `refused: ${e.message}` : assert.fail(e))));
    for (const r of all.filter((g) => g.name.startsWith('refused-')))
      it(`${r.name}: is refused whole, with the difference`, () => assert.rejects(readIt(connector, r), (e) =>
        e instanceof Stopped && e.fault.kind === 'Refused' && e.fault.exception === 'PayoutVariance' && holds(e, r)));
    for (const r of all.filter((g) => g.name.startsWith('malformed-') && g.says))
      it(`${r.name}: says what is wrong`, () => assert.rejects(readIt(connector, r), (e) => e instanceof Stopped && holds(e, r)));
  });
}

const holds = (e: Stopped, { says = '' }: Golden): boolean => {
  assert.ok(e.message.includes(says), `“${e.message}” does not say “${says}”`);
  return true;
};

export const payoutsIn = (news: readonly News[]): Payout[] => news.flatMap((n) => (n.said === 'payout' ? [n.payout] : []));

export function told({ external, kind, net, depositDate, lines, unproved, opening, closing }: Payout): Told {
  const sums = new Map<string, Money>();
  for (const l of lines) sums.set(l.class, sums.has(l.class) ? add(sums.get(l.class)!, l.amount) : l.amount);
  return {
    external, ...(kind && { kind }), ...(unproved && { unproved }),
    ...(opening && closing && { balance: `${toDecimal(opening)}..${toDecimal(closing)}` }),
    net: `${toDecimal(net)} ${net.unit}`, date: depositDate, lines: lines.length,
    classes: Object.fromEntries([...sums].map(([name, amount]) => [name, toDecimal(amount)])),
  };
}
