/**
 * The rows of a report of returns, whichever way Amazon writes it: tab-separated with a header, or XML. A row is one item
 * of one return, its cells by the names of the flat file's columns.
 */
import { SaxesParser } from 'saxes';
import { stop } from '#domain/fault.ts';

export interface ReturnRow {
  /** For a person who looks for it: 'line 7', 'return 3'. */
  readonly place: string;
  readonly cell: (name: string) => string;
}

export function returnRows(body: Uint8Array): ReturnRow[] {
  const text = new TextDecoder().decode(body).replace(/^\uFEFF/, '');
  return /^\s*</.test(text) ? fromXml(text) : fromTabs(text);
}

/** Columns go by name, and more of them than we know are let through. */
function fromTabs(text: string): ReturnRow[] {
  const [head = '', ...lines] = text.split(/\r?\n/).filter((l) => l.trim() !== '');
  const columns = head.split('\t').map((c) => c.trim().toLowerCase());
  if (!columns.includes('order id') || !columns.includes('return quantity'))
    throw stop.malformed('report of returns: its columns Order ID and Return quantity are not there');
  return lines.map((line, i) => {
    const cells = line.split('\t');
    return { place: `line ${i + 2}`, cell: (name) => (cells[columns.indexOf(name)] ?? '').trim() };
  });
}

/** The flat file's columns by the element that says the same. */
const NAMES: Readonly<Record<string, string>> = {
  return_reason_code: 'return reason', return_quantity: 'return quantity', merchant_sku: 'merchant sku', order_id: 'order id',
  amazon_rma_id: 'amazon rma id', merchant_rma_id: 'merchant rma id', return_request_date: 'return request date',
  return_request_status: 'return request status', resolution: 'resolution', tracking_id: 'tracking id',
};
type Cells = Record<string, string>;

/** What stands in an item is of that item; the rest is of all items of its return. */
function fromXml(text: string): ReturnRow[] {
  const found: ReturnRow[] = [];
  const parser = new SaxesParser({});
  let [whole, items, item, said]: [Cells | undefined, Cells[], Cells | undefined, string] = [undefined, [], undefined, ''];
  let returns = 0;
  let envelope = false;
  parser.on('error', (error) => { throw stop.malformed(`report of returns, not XML: ${error.message}`); });
  parser.on('doctype', () => { throw stop.malformed('report of returns: a DOCTYPE is not read'); });
  parser.on('opentag', ({ name }) => {
    said = '';
    envelope ||= name === 'AmazonEnvelope';
    if (name === 'return_details') [whole, items] = [{}, []];
    if (name === 'item_details') items.push((item = {}));
  });
  parser.on('text', (part) => { said += part; });
  parser.on('closetag', ({ name }) => {
    const column = NAMES[name];
    const at = item ?? whole;
    if (column && at) at[column] = said.trim();
    said = '';
    if (name === 'item_details') item = undefined;
    if (name !== 'return_details' || !whole) return;
    returns += 1;
    const [of, place] = [whole, `return ${returns}`];
    found.push(...(items.length > 0 ? items : [{}]).map((cells: Cells) => ({ place, cell: (n: string) => cells[n] ?? of[n] ?? '' })));
    whole = undefined;
  });
  parser.write(text).close();
  if (!envelope) throw stop.malformed('report of returns: it is XML, and no AmazonEnvelope');
  return found;
}
