/** Returns: what is to come back, what came, what it was fit for, what was refunded; and what people decide of it. */
import { z } from 'zod';
import { toDecimal, type Money } from '#domain/measure.ts';
import type { Refund } from '#domain/order.ts';
import { revive } from '#domain/wire.ts';
import { authoriseReturn, decideReturn, oneReturn, tellGoods } from '#runtime/operations/returns.ts';
import { giveCredit, sendReplacement } from '#runtime/operations/return-settling.ts';
import { RETURN_STAGES } from '#store/return.ts';
import { listReturns, refundsOf, returnedGoods, type ReturnListRow } from '#store/return-list.ts';
import { actOf, answers, because, iso, type Api, type ApiContext } from '../api.ts';
import { byTime, counted, paging, readCursor } from '../paging.ts';
import { pageOf, word } from '../schemas.ts';
import {
  CreditGiven, CreditWish, Declined, GoodsTold, Receipt, ReplacementMade, ReplacementWish, ReturnDetail, ReturnItem, ReturnMade, ReturnWish,
} from '../schemas-returns.ts';

const params = z.object({ return: word().meta({ description: 'Our id, or the number somebody has for it' }) });

export const returnRoutes = async (app: Api, context: ApiContext): Promise<void> => {
  reads(app);
  decisions(app, context);
};

function reads(app: Api): void {
  app.get('/v1/returns', {
    schema: {
      summary: 'Returns, newest first', tags: ['Returns'], response: answers(pageOf(ReturnItem)),
      querystring: z.object({
        ...paging, order: word().optional().meta({ description: 'Our id of the order' }), stage: z.enum(RETURN_STAGES).optional(),
        connection: word().optional().meta({ description: 'Who told of it' }),
      }),
    },
  }, async ({ query: { after, limit, total, ...filter }, caller, reads: db }) => {
    const [openedAt, id] = readCursor(byTime, after) ?? [];
    const at = openedAt && id !== undefined && { after: { openedAt, id } };
    return counted(db.pool, { limit, total }, (on, most) => listReturns(on, caller.tenant, { ...filter, ...at, limit: most }),
      { item: returnItem, place: (r) => [String(r.opened_at), r.return_id] });
  });

  app.get('/v1/returns/:return', {
    schema: { summary: 'One return: its goods by place and finding, the refunds of its order', tags: ['Returns'], params,
      response: answers(ReturnDetail) },
  }, async ({ params: { return: name }, caller: { tenant }, reads: db }) => {
    const r = await oneReturn(db, tenant, name);
    const [goods, refunds] = await Promise.all([
      returnedGoods(db.pool, tenant, r.order_id), refundsOf(db.pool, tenant, r.order_id, r.correlation),
    ]);
    return {
      ...returnItem(r), goods: goods.map(({ line_id: lineId, ...g }) => ({ lineId, ...g })),
      refunds: refunds.map(({ refund, at, memo }) => refundItem(revive<Refund>(refund), iso(at), memo)),
    };
  });
}

function decisions(app: Api, { platform }: ApiContext): void {
  app.post('/v1/returns', {
    schema: { summary: 'Agree that items of an order may come back', tags: ['Returns'], body: ReturnWish, response: answers(ReturnMade) },
  }, async ({ body: { why, ...wish }, caller }) => authoriseReturn(platform, actOf(caller, why), wish));
  app.post('/v1/returns/:return/approve', {
    schema: { summary: 'Agree to a return that was asked for; who told of it hears it', tags: ['Returns'], params, body: because,
      response: answers(ReturnMade) },
  }, async ({ params: { return: of }, body, caller }) => decideReturn(platform, actOf(caller, body?.why), of, { agree: true }));
  app.post('/v1/returns/:return/decline', {
    schema: { summary: 'Decline a return that was asked for; who told of it hears it, with the reason', tags: ['Returns'], params,
      body: Declined, response: answers(ReturnMade) },
  }, async ({ params: { return: of }, body, caller }) =>
    decideReturn(platform, actOf(caller, body?.why), of, { agree: false, reason: body?.reason ?? 'other', note: body?.note }));
  settlings(app, platform);
  for (const [name, looked] of [['receive', false], ['inspect', true]] as const)
    app.post(`/v1/returns/:return/${name}`, {
      schema: {
        summary: looked ? 'Say what goods that came back are fit for' : 'Say what came back', tags: ['Returns'], params, body: GoodsTold,
        description: 'The return, or any number of its order. Send an `Idempotency-Key`: each telling counts.', response: answers(Receipt),
      },
    }, async ({ params: { return: of }, body: { why, ...goods }, caller }) =>
      tellGoods(platform, actOf(caller, why), { of, looked, ...goods }));
}

function settlings(app: Api, platform: ApiContext['platform']): void {
  app.post('/v1/returns/:return/credit', {
    schema: { summary: 'Give store credit or a gift card for goods, or as goodwill', tags: ['Returns'], params, body: CreditWish,
      description: 'The return, or any number of its order. The books owe it until it is spent. Send a `reference`, or an ' +
        '`Idempotency-Key`.',
      response: answers(CreditGiven) },
  }, async ({ params: { return: of }, body: { why, ...wish }, caller }) =>
    giveCredit(platform, actOf(caller, why), { of, ...wish }));
  app.post('/v1/returns/:return/replace', {
    schema: { summary: 'Send goods again at no charge: an order of its own, with no revenue', tags: ['Returns'], params,
      body: ReplacementWish, description: 'The return, or any number of its order. Send an `Idempotency-Key`: each asking sends again.',
      response: answers(ReplacementMade) },
  }, async ({ params: { return: of }, body: { why, ...wish }, caller }) => sendReplacement(platform, actOf(caller, why), { of, ...wish }));
}

const returnItem = (r: ReturnListRow) => ({
  id: r.return_id, number: r.number, external: r.external, connection: r.connection, order: r.order_id, orderNumber: r.order_number,
  channel: r.channel, stage: r.stage as (typeof RETURN_STAGES)[number], resolution: r.resolution, exchange: r.exchange, reason: r.reason,
  lines: r.announced.map((l) => ({ ...l })), openedAt: iso(r.opened_at), correlation: r.correlation,
});

function refundItem(r: Refund, at: string, creditMemo: string | null) {
  const parts: Money[] = [...r.lines.flatMap((l) => [l.net, l.tax]), r.shipping, r.shippingTax, r.adjustment];
  const { unit } = r.shipping;
  return {
    external: r.external, at, currency: unit, creditMemo, reason: r.reason ?? null,
    total: toDecimal({ count: parts.reduce((n, p) => n + p.count, 0n), unit }),
    tenders: r.tenders.map((t) => ({ method: t.method, amount: toDecimal(t.amount), state: t.state })),
  };
}
