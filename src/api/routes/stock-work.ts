/** Stock as people work on it: one SKU whole, how a unit was oversold, what waits for channels, what is out of step. */
import { z } from 'zod';
import { heldCounts, type HeldCount } from '#runtime/operations/feeds.ts';
import { publicationBacklog } from '#runtime/operations/publication-backlog.ts';
import { postMortem } from '#runtime/operations/stock-post-mortem.ts';
import { mendStock, stockFaults } from '#runtime/operations/stock-repair.ts';
import { stockReport } from '#runtime/operations/stock-report.ts';
import { actOf, answers, because, iso, isoOrNull, type Api, type ApiContext } from '../api.ts';
import { word } from '../schemas.ts';
import { Backlogs, Faults, HeldCounts, PostMortems, StockReportItem } from '../schemas-stock.ts';

export const stockWorkRoutes = async (app: Api, { platform }: ApiContext): Promise<void> => {
  app.get('/v1/stock/:sku/report', {
    schema: { summary: 'One SKU: who has it, what each channel may sell and was told, how far it is believed', tags: ['Stock'],
      params: z.object({ sku: word() }), response: answers(StockReportItem) },
  }, async ({ params: { sku }, caller, reads }) => {
    const r = await stockReport(reads, caller.tenant, sku);
    return {
      ...r, holders: [...r.holders], waiting: r.waiting.map((w) => ({ ...w, asked: iso(w.asked) })),
      positions: r.positions.map((p) => ({ ...p, asOf: p.asOf ?? null, class: p.class ?? null,
        lots: (p.lots ?? []).map((l) => ({ ...l, expires: l.expires ?? null })) })),
      channels: r.channels.map((c) => ({ ...c, told: c.told.map((x) => ({
        item: x.item, wanted: x.wanted, wantedAt: isoOrNull(x.wanted_at), risk: x.risk?.why ?? null, acknowledged: x.acknowledged,
        acknowledgedAt: isoOrNull(x.acknowledged_at), state: x.state, why: x.why,
      })) })),
      doubted: r.doubted.map(heldItem),
      confidence: r.confidence.map((b) => ({ ...b, reasons: [...b.reasons] })),
      movements: r.movements.map((m) => ({ ...m, at: iso(m.at) })),
    };
  });

  app.get('/v1/stock/post-mortem', {
    schema: { summary: 'How a unit of an order came to be sold that was not there', tags: ['Stock'], response: answers(PostMortems),
      querystring: z.object({ order: word(), sku: word().optional() }) },
  }, async ({ query, caller, reads }) => ({
    items: (await postMortem(reads, caller.tenant, query.order, query.sku)).map((f) => ({ ...f, timeline: [...f.timeline] })),
  }));

  app.get('/v1/stock/held', {
    schema: { summary: 'Counts that nobody believed and that wait for a person, item by item', tags: ['Stock'],
      response: answers(HeldCounts) },
  }, async ({ caller, reads }) => ({ items: (await heldCounts(reads, caller.tenant)).map(heldItem) }));

  app.get('/v1/publication', {
    schema: { summary: 'What waits to be told to each channel, the riskiest first, and when it will have been', tags: ['Stock'],
      response: answers(Backlogs) },
  }, async ({ caller, reads }) => ({
    items: (await publicationBacklog(reads, caller.tenant)).map((b) => ({ ...b, regions: [...b.regions], riskiest: [...b.riskiest] })),
  }));

  app.get('/v1/stock/faults', {
    schema: { summary: 'Reservations out of step with orders, holds or the ledger', tags: ['Stock'], response: answers(Faults) },
  }, async ({ caller, reads }) => ({ items: await stockFaults(reads, caller.tenant) }));

  app.post('/v1/stock/faults/mend', {
    schema: { summary: 'Mend them by posting entries; answers what was mended', tags: ['Stock'], body: because, response: answers(Faults) },
  }, async ({ body, caller }) => ({ items: await mendStock(platform, actOf(caller, body?.why)) }));
};

const heldItem = ({ asOf, heard, ...h }: HeldCount) => ({ ...h, asOf: iso(asOf), heard: iso(heard) });
