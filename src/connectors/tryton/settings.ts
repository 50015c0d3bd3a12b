/** One connection is one company in one Tryton database: which codes its books use for what we write. */
import { z } from 'zod';

const code = z.string().min(1);
export const settings = z.object({
  baseUrl: z.url().describe('Where trytond listens, without the database: https://erp.example.com'),
  database: z.string().regex(/^[\w.-]+$/).describe('Name of the database'),
  login: z.string().min(1).describe('A Tryton user of our own, with access to sales, stock and accounting'),
  password: z.string().min(1).describe('Its password'),
  company: code.optional().describe('Name of the company’s party; the user’s own company unless given'),
  timeZone: z.string().default('UTC').describe('The company’s zone: in it an instant becomes a document’s date'),
  customer: code.default('WEB').describe('Code of the party that channel orders are sold to'),
  warehouse: code.default('WH').describe('Code of the warehouse that orders are planned from'),
  warehouses: z.record(z.string(), code).default({})
    .describe('Our location → code of its warehouse, where they differ'),
  products: z.object({
    shipping: code.default('SHIPPING').describe('Service product for shipping charges'),
    tax: code.default('TAX').describe('Service product for tax as the channel stated it; on orders only'),
    other: code.default('ROUNDING').describe('Service product for tips, duties and rounding'),
  }).prefault({}).describe('Codes of the service products that stand for what is not goods'),
  accounts: z.object({
    revenue: code.default('4000').describe('Sales, when the product’s category names no account'),
    shipping: code.default('4010').describe('Shipping income'),
    other: code.default('6900').describe('Tips, duties and rounding'),
    returns: code.default('4090').describe('Returns and allowances: what credit memos are booked on'),
    tax: code.default('2100').describe('Sales tax payable'),
    receivable: code.default('1200').describe('Receivable from customers'),
  }).prefault({}).describe('Account numbers of invoices and credit memos'),
  journals: z.object({
    sales: code.default('REV').describe('Journal of invoices and credit memos'),
    general: code.default('GEN').describe('Journal of posted entries'),
  }).prefault({}).describe('Codes of the journals'),
  tax: z.string().optional().describe('Name of the tax that invoice taxes are reported under'),
  paymentMethod: z.string().optional()
    .describe('Name of a payment method that settles each invoice as it is posted, against the channel’s clearing'),
  packageType: z.string().default('Parcel').describe('Name of the package type of parcels'),
  waste: code.optional().describe('Code of the location damaged returns are put away to; the first of type “lost and found” unless given'),
  lots: z.boolean().default(false)
    .describe('Tryton keeps lots (module stock_lot): which went of a shipment stands on its moves; unknown lots are made'),
  shortStock: z.enum(['refuse', 'force']).default('refuse')
    .describe('When goods left that Tryton does not have: park the shipment, or book it below zero'),
});
export type Settings = z.output<typeof settings>;
export const secrets = ['password'] as const;
