/** Projects what is told and decided of returns onto rows that people read. */
import type * as m from '#domain/messages.ts';
import type { Return } from '#domain/return.ts';
import { encode, revive } from '#domain/wire.ts';
import type { Claimed } from '#store/delivery.ts';
import * as rows from '#store/return.ts';
import { sideBySide, type Batch, type LocalHandler } from './handler.ts';

type Case = { readonly batch: Batch; readonly d: Claimed; readonly at: { tenant: string; orderId: string } };
type Apply<T> = (c: Case, data: T) => Promise<unknown>;

const show = ({ batch, d, at }: Case, r: Return, stage: rows.ReturnStage) => rows.saveReturn(batch.tx, {
  ...at, returnId: r.returnId, connection: r.by, external: r.external, number: r.number ?? r.external, stage,
  resolution: r.resolution ?? null, exchange: r.exchange ?? null, announced: encode(r.lines), reason: null, openedAt: r.at,
  correlation: d.correlation,
});
const advance = ({ batch, at }: Case, stage: rows.ReturnStage, { returnId, ...more }: { returnId?: string; reason?: string } = {}) =>
  rows.advanceReturns(batch.tx, { ...at, ...(returnId && { returnId }) }, { stage, ...more });
const word = (stage: rows.ReturnStage): Apply<{ returnId: string; reason?: string }> => (c, { returnId, reason }) =>
  advance(c, stage, { returnId, ...(reason && { reason }) });

/** Goods nobody announced are a return all the same: it has the name of its order, and is shown until it is dealt with. */
async function arrived(c: Case, { by, at: openedAt, lines, receipt }: m.GoodsReturned['data']): Promise<void> {
  if ((await advance(c, 'received')) > 0) return;
  const { batch, d, at } = c;
  await rows.saveReturn(batch.tx, {
    ...at, returnId: `${at.orderId}-unannounced`, connection: by, external: receipt, number: receipt, stage: 'received',
    resolution: null, exchange: null, announced: encode(lines), reason: null, openedAt, correlation: d.correlation,
  });
}

const APPLY: { readonly [type: string]: Apply<never> } = {
  ReturnRequested: ((c, d) => show(c, d.return, 'requested')) satisfies Apply<m.ReturnRequested['data']>,
  ReturnAuthorised: ((c, d) => show(c, d.return, 'authorised')) satisfies Apply<m.ReturnAuthorised['data']>,
  ReturnSent: word('on its way'),
  ReturnDeclined: word('declined'),
  ReturnCancelled: word('cancelled'),
  ReturnClosed: word('closed'),
  ReturnSettled: ((c, { returnId, kind, exchange }) => rows.advanceReturns(c.batch.tx, { ...c.at, returnId },
    { stage: 'requested', ...(kind !== 'refund' && { resolution: kind }), ...(exchange && { exchange }) })
  ) satisfies Apply<m.ReturnSettled['data']>,
  GoodsReturned: (async (c, data) => {
    const { location, at, lines } = data;
    await rows.addReturned(c.batch.tx, { ...c.at, location, at }, lines);
    await arrived(c, data);
  }) satisfies Apply<m.GoodsReturned['data']>,
  GoodsRestocked: (async (c, { location, lines }) => {
    await rows.addFound(c.batch.tx, { ...c.at, location }, lines);
    await advance(c, 'inspected');
  }) satisfies Apply<m.GoodsRestocked['data']>,
};

export const returnProjection: LocalHandler = (batch, deliveries) => sideBySide(deliveries, async (d) => {
  await APPLY[d.type]!({ batch, d, at: { tenant: d.tenant, orderId: d.subject.slice('order:'.length) } }, revive<never>(d.data));
  return [];
});
