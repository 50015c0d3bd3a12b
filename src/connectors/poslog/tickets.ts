/**
 * A file of a register, cut into its tickets before anything is parsed: a ticket that is not even XML spoils itself
 * and no other. POSLog has no transaction within a transaction, so a start tag inside an open one shows that the
 * open one was never finished.
 *
 * Each piece stays the register's own words, wrapped in the root's namespaces, so that it is a document by itself and
 * the same ticket in another upload is the same text.
 */
import { createHash } from 'node:crypto';
import { stop } from '#domain/fault.ts';

export interface Cut {
  /** Each ticket as a document of its own. */
  readonly tickets: readonly string[];
  /** The root is closed: nothing more will be written to the file. */
  readonly whole: boolean;
}

const ATTRIBUTES = String.raw`(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*`;
const ROOT = new RegExp(String.raw`<((?:[\w.-]+:)?)POSLog(${ATTRIBUTES})(/?)>`);
/** A store server may hand POSLog over within a message of its own. */
const ENVELOPE = new RegExp(String.raw`^<([\w.:-]+)(${ATTRIBUTES})>`);
/** Some hand over the tickets and no POSLog around them. */
const BARE = /^<((?:[\w.-]+:)?)Transaction[\s>]/;
const TICKET = /<(?:[\w.-]+:)?(?:Retail|InventoryControl|Inventory|TenderControl|Control|CustomerOrder)Transaction[\s/>]/;
const PROLOG = /^(?:\uFEFF|\s|<\?[\s\S]*?\?>|<!--[\s\S]*?-->)*/;

/** @throws Stopped Malformed when it is no POSLog at all. */
export function cut(text: string, name: string): Cut {
  const { prefix, namespaces, end, rest } = opened(text, name);
  const open = `<${prefix}POSLog${namespaces}>`;
  const close = `</${prefix}POSLog>`;
  const whole = end === undefined || ends(rest, end);
  const body = rest.includes(close) ? rest.slice(0, rest.lastIndexOf(close) + close.length) : rest;
  return { whole, tickets: pieces(body, prefixIn(body) ?? prefix, whole).map((piece) => `${open}${piece}${close}`) };
}
interface Opened {
  readonly prefix: string;
  readonly namespaces: string;
  /** The tag the document ends with. */
  readonly end: string | undefined;
  readonly rest: string;
}
function opened(text: string, name: string): Opened {
  const start = PROLOG.exec(text)?.[0].length ?? 0;
  const root = ROOT.exec(text.slice(start, start + 20_000));
  const around = (root?.index !== 0 && ENVELOPE.exec(text.slice(start))) || undefined;
  const found = root && (root.index === 0 || around) ? within(text.slice(start), root, around) : bare(text.slice(start), around);
  if (!found) throw stop.malformed(`${name}: its root is not POSLog but ${text.slice(start, start + 40)}`);
  return found;
}
function within(text: string, root: RegExpExecArray, around: RegExpExecArray | undefined): Opened {
  const [all, prefix = '', attributes = '', empty] = root;
  const end = around ? `</${around[1]}>` : empty === '/' ? undefined : `</${prefix}POSLog>`;
  return { prefix, namespaces: lasting(attributes, around?.[2]), end, rest: text.slice(root.index + all.length) };
}
function bare(text: string, around: RegExpExecArray | undefined): Opened | undefined {
  if (!TICKET.test(text)) return undefined;
  const alone = BARE.exec(text);
  if (alone) return { prefix: '', namespaces: '', end: `</${alone[1]}Transaction>`, rest: text };
  return around && { prefix: '', namespaces: lasting(around[2]!), end: `</${around[1]}>`, rest: text.slice(around[0].length) };
}
const ends = (text: string, end: string): boolean =>
  text.trimEnd().replace(/<!--[\s\S]*?-->$/, '').trimEnd().endsWith(end);
/** The tickets may be of another namespace than the root. */
const prefixIn = (body: string): string | undefined => /<((?:[\w.-]+:)?)Transaction(?=[\s/>])/.exec(body)?.[1];

/** Of the root: namespaces and versions. A batch number or a time of export is not about the ticket. */
const lasting = (attributes: string, around = ''): string => {
  const all = new Map([around, attributes].flatMap((some) => [...some.matchAll(/\s+([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')/g)])
    .filter(([, name]) => /^xmlns(:|$)|^(Major|Minor|Fix)Version$/.test(name!))
    .map(([, name, value]) => [name!, value!] as const));
  return [...all].map(([name, value]) => ` ${name}=${value}`).join('');
};

function pieces(body: string, prefix: string, whole: boolean): string[] {
  const name = `${prefix}Transaction`.replaceAll('.', String.raw`\.`);
  const marks = new RegExp(
    String.raw`<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<(/?)${name}(?=[\s/>])(?:${ATTRIBUTES}(/?)>)?`, 'g');
  const found: string[] = [];
  let start: number | undefined;
  for (const mark of body.matchAll(marks)) {
    const [text, slash, selfClosed] = mark;
    if (slash === undefined) continue;
    if (slash === '/') {
      const end = body.indexOf('>', mark.index) + 1;
      if (start !== undefined && end > 0) found.push(body.slice(start, end));
      start = undefined;
      continue;
    }
    if (start !== undefined) found.push(body.slice(start, mark.index));
    start = mark.index;
    if (selfClosed === '/') {
      found.push(text);
      start = undefined;
    }
  }
  // The last ticket of a file that ends without it is still being written; of a finished file, it is broken.
  if (start !== undefined && whole) found.push(body.slice(start, body.lastIndexOf('<')));
  return found;
}

/** What a ticket is about, cheaply: store, register, business day and number, as far as they can be seen. */
export function referenceOf(ticket: string): string {
  const first = (name: string) =>
    [...ticket.matchAll(new RegExp(`<(?:[\\w.-]+:)?${name}(?:\\s[^>]*)?>\\s*([^<]*?)\\s*<`, 'g'))].find((m) => m[1])?.[1];
  const day = first('BusinessDayDate') ?? (first('EndDateTime') ?? first('POSLogDateTime'))?.slice(0, 10);
  const parts = [first('RetailStoreID') ?? first('UnitID') ?? first('Location'), first('WorkstationID'), day, first('SequenceNumber')];
  if (parts.every((part) => part)) return `tickets/${parts.join('-')}`;
  return `unreadable/${createHash('sha256').update(ticket).digest('hex').slice(0, 24)}`;
}
