/** Tryton 6.0 as the ERP: sales, shipments, invoices, credit memos and entries over JSON-RPC. See README.md. */
import { z } from 'zod';
import { defineConnector, type Document, type News } from '../contract.ts';
import { parseJson } from '../parse.ts';
import { stop } from '#domain/fault.ts';
import { amendErpOrder, cancelErpOrder } from './amend.ts';
import * as books from './books.ts';
import { issueCreditMemo } from './credit.ts';
import { issueInvoice } from './invoices.ts';
import { postJournal } from './journals.ts';
import { createErpOrder } from './orders.ts';
import { newsOfProduct, productPoll } from './products.ts';
import { recordErpReturn } from './returns.ts';
import { find, rows } from './rpc.ts';
import { secrets, settings, type Settings } from './settings.ts';
import { recordErpShipment } from './shipments.ts';
import { recordErpSpoilage } from './spoilage.ts';
import { newsOfCount, publishStock, stockPoll } from './stock.ts';
import { trialBalance } from './trial-balance.ts';
import { Id } from './values.ts';

/** https://docs.tryton.org/6.0/ — the version Debian 12 ships. */
const API_VERSION = '6.0';

const Company = z.object({ id: Id, rec_name: z.string(), 'currency.': z.object({ id: Id, code: z.string() }) });

export default defineConnector<Settings>({
  name: 'tryton',
  kind: 'erp',
  apiVersion: API_VERSION,
  mappingVersion: 1,
  settings,
  secrets,
  // Tryton sets no limit; this keeps one company's server from being drowned, and is raised for a bigger one.
  budget: { default: { capacity: 4000, perSecond: 4000 } },
  can: {
    async read(_port, { topic, body }: Document): Promise<readonly News[]> {
      if (topic === 'stock') return newsOfCount(body);
      if (topic === 'product') return newsOfProduct(body);
      throw stop.malformed(`topic: Tryton says nothing of ${topic}`);
    },
    reference: ({ topic, body }) => `${topic}/${subjectOf(body)}`,
    polls: [stockPoll, productPoll],
    writes: {
      CreateErpOrder: createErpOrder, AmendErpOrder: amendErpOrder, CancelErpOrder: cancelErpOrder,
      RecordErpShipment: recordErpShipment, IssueInvoice: issueInvoice, IssueCreditMemo: issueCreditMemo,
      RecordErpReturn: recordErpReturn, RecordErpSpoilage: recordErpSpoilage, PostJournal: postJournal, PublishStock: publishStock,
    },
    trialBalance,
    async check(port) {
      const { accounts, journals, products, warehouse, tax, paymentMethod, lots } = port.settings;
      const [company] = await rows(port, 'company.company', [await books.company(port)], Company);
      await books.customer(port);
      await books.warehouse(port, warehouse);
      for (const code of Object.values(accounts)) await books.account(port, code);
      for (const code of Object.values(journals)) await books.journal(port, code);
      for (const code of Object.values(products)) await books.product(port, code);
      if (tax) await books.tax(port, tax);
      if (paymentMethod) await books.paymentMethod(port, paymentMethod);
      if (lots) await find(port, { model: 'stock.lot', domain: [], limit: 1 }, z.object({ id: Id }));
      const [name, unit] = [company?.rec_name ?? 'the company', company?.['currency.'].code ?? 'no currency'];
      return `${name}, books in ${unit}; every code of the settings is there`;
    },
  },
});

const subjectOf = (body: Uint8Array): string => {
  try {
    const { warehouse, product } = parseJson(body) as { warehouse?: unknown; product?: unknown };
    return String(warehouse ?? product ?? 'unknown');
  } catch {
    return 'unreadable';
  }
};
