/**
 * The ledger on paper: plain-text accounting (as hledger reads it), CSV for a spreadsheet, beancount, JSON.
 * Every format carries the entry's id, so that a line can be walked back to the message that caused it.
 */
import { stringify } from 'csv-stringify/sync';
import { toDecimal } from '#domain/measure.ts';

export const JOURNAL_FORMATS = ['text', 'json', 'csv', 'beancount'] as const;
export type JournalFormat = (typeof JOURNAL_FORMATS)[number];

export interface JournalLine {
  readonly account: string;
  readonly unit: string;
  /** Decimal text, debit positive. */
  readonly amount: string;
  /** Where not all dimensions of the entry stand on it. */
  readonly dimensions?: Readonly<Record<string, string>>;
}
export interface JournalEntry {
  readonly id: string;
  readonly book: 'goods' | 'money';
  readonly date: string;
  readonly memo: string;
  readonly document: string;
  readonly legalEntity: string;
  readonly correlation: string;
  readonly lines: readonly JournalLine[];
  /** Of its series: 'PAY-2026-000017'; invoices have the ERP's. */
  readonly number?: string;
  /** 'invoice', 'payout', 'reversal', … */
  readonly kind?: string;
  /** The document's own day, when its entry stands in a later month. */
  readonly documentDate?: string;
  /** The entry it takes back. */
  readonly reverses?: string;
  /** Channel, marketplace, location. */
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** A ledger row's integer as people write it. A SKU may be spelled like a currency; goods stay whole units. */
export const decimalOf = (book: 'goods' | 'money', count: bigint, unit: string): string =>
  book === 'goods' ? String(count) : toDecimal({ count, unit });

/** Writes a ledger of any length, a page at a time; pages come in the order of their dates. */
export interface JournalWriter {
  page(entries: readonly JournalEntry[]): string;
  end(): string;
}
export function journalWriter(format: JournalFormat): JournalWriter {
  const writers = { text: textWriter, json: jsonWriter, csv: csvWriter, beancount: beancountWriter };
  return writers[format]();
}
/** A whole ledger that is in memory already. */
export function journalIn(format: JournalFormat, entries: readonly JournalEntry[]): string {
  const writer = journalWriter(format);
  return writer.page(entries) + writer.end();
}

/** Blocks parted by an empty line. */
function textWriter(): JournalWriter {
  let first = true;
  return {
    page: (entries) => entries.map((e) => {
      const gap = first ? '' : '\n';
      first = false;
      return `${gap}${entryText(e)}\n`;
    }).join(''),
    end: () => '',
  };
}
function jsonWriter(): JournalWriter {
  let first = true;
  return {
    page: (entries) => entries.map((e) => {
      const gap = first ? '[\n' : ',\n';
      first = false;
      return gap + JSON.stringify(e);
    }).join(''),
    end: () => (first ? '[]\n' : '\n]\n'),
  };
}

/** One entry in plain-text accounting. A semicolon would begin a comment, a unit with digits needs quotes. */
export function entryText({ date, memo, lines }: Pick<JournalEntry, 'date' | 'memo' | 'lines'>): string {
  const wide = Math.max(36, ...lines.map((l) => l.account.length));
  const long = Math.max(12, ...lines.map((l) => l.amount.length));
  return [
    `${date} * ${oneLine(memo).replaceAll(';', ',')}`,
    ...lines.map((l) => `    ${l.account.padEnd(wide)}  ${l.amount.padStart(long)} ${commodity(l.unit)}`),
  ].join('\n');
}
const commodity = (unit: string): string => (/^\p{L}+$/u.test(unit) ? unit : `"${unit.replaceAll('"', "'")}"`);
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** A cell that a spreadsheet would run as a formula is text: it gets an apostrophe. Amounts stay numbers. */
const cell = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** What an entry is told apart by, in the order of the columns. */
export const DIMENSIONS = ['channel', 'marketplace', 'location'] as const;
/** Of a line, in the order of the columns; those of the retailer's own as one text: 'region=EU; team=retail'. */
export function dimensionCells(e: JournalEntry, l: JournalLine): string[] {
  const all = l.dimensions ?? e.dimensions ?? {};
  const others = Object.entries(all).filter(([name]) => !(DIMENSIONS as readonly string[]).includes(name));
  return [...DIMENSIONS.map((d) => all[d] ?? ''), others.map(([name, value]) => `${name}=${value}`).join('; ')];
}

function csvWriter(): JournalWriter {
  const columns = ['date', 'entry', 'book', 'legal_entity', 'document', 'memo', 'account', 'unit', 'amount', 'number', 'kind',
    'document_date', 'reverses', ...DIMENSIONS, 'dimensions'];
  const lines = (rows: string[][]) => stringify(rows, { record_delimiter: 'windows' });
  let header = lines([columns]);
  const takeHeader = () => {
    const text = header;
    header = '';
    return text;
  };
  return {
    page: (entries) => takeHeader() + lines(entries.flatMap((e) => e.lines.map((l) => [
      e.date, e.id, e.book, cell(e.legalEntity), cell(e.document), cell(e.memo), cell(l.account), cell(l.unit),
      l.amount, e.number ?? '', e.kind ?? '', e.documentDate ?? '', e.reverses ?? '',
      ...dimensionCells(e, l).map(cell),
    ]))),
    end: takeHeader,
  };
}

/**
 * Beancount has five roots and its own spelling of names; what was respelled stands beside the posting. An account
 * is opened on the day it is first used.
 */
function beancountWriter(): JournalWriter {
  const accounts = naming(beancountAccount);
  const units = naming(beancountCommodity);
  const opened = new Set<string>();
  const open = (e: JournalEntry) => e.lines.map((l) => accounts.nameOf(l.account)).filter((name) => {
    const fresh = !opened.has(name);
    opened.add(name);
    return fresh;
  }).map((name) => `${e.date} open ${name}\n`).join('');
  return {
    page: (entries) =>
      entries.map((e) => `${open(e)}${beancountEntry(e, accounts.nameOf, units.nameOf)}\n\n`).join(''),
    end: () => '',
  };
}
type Name = (text: string) => string;
const beancountEntry = (e: JournalEntry, account: Name, commodity: Name): string => [
  `${e.date} * ${quoted(oneLine(e.memo))}`,
  `  id: ${quoted(e.id)}`,
  `  document: ${quoted(e.document)}`,
  `  entity: ${quoted(e.legalEntity)}`,
  ...(e.number ? [`  number: ${quoted(e.number)}`] : []),
  ...(e.documentDate ? [`  document-date: ${e.documentDate}`] : []),
  ...metadata(e.dimensions ?? {}, '  '),
  ...e.lines.flatMap((l) => {
    const unit = commodity(l.unit);
    return [
      `  ${account(l.account).padEnd(44)}  ${l.amount.padStart(14)} ${unit}`,
      `    account: ${quoted(l.account)}`,
      ...(unit === l.unit ? [] : [`    unit: ${quoted(l.unit)}`]),
      ...(l.dimensions ? metadata(l.dimensions, '    ') : []),
    ];
  }),
].join('\n');
/** Keys of beancount begin with a small letter and have no blanks. */
const metadata = (all: Readonly<Record<string, string>>, indent: string): string[] => Object.entries(all).map(([name, value]) =>
  `${indent}${name.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, '-').replace(/^[^a-z]+/, 'x-')}: ${quoted(value)}`);
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const ROOTS: Readonly<Record<string, string>> = {
  assets: 'Assets', liabilities: 'Liabilities', equity: 'Equity', income: 'Income', revenue: 'Income',
  expenses: 'Expenses', stock: 'Assets:Stock', goods: 'Equity:Goods',
};
function beancountAccount(account: string): string {
  const [root = '', ...rest] = account.split(':');
  const known = ROOTS[root];
  const parts = (known ? rest : [root, ...rest]).map((part) => {
    const safe = part.replace(/[^A-Za-z0-9-]+/g, '-').replace(/^-+/, '') || 'X';
    return safe[0]!.toUpperCase() + safe.slice(1);
  });
  return [known ?? 'Equity:Other', ...(parts.length > 0 ? parts : ['All'])].join(':');
}
const beancountCommodity = (unit: string): string => {
  const safe = unit.toUpperCase().replace(/[^A-Z0-9'._-]+/g, '-').slice(0, 20).replace(/[^A-Z0-9]+$/, '');
  return /^[A-Z][A-Z0-9'._-]*[A-Z0-9]$/.test(safe) ? safe : `SKU-${safe || '0'}`.slice(0, 22);
};

/** Respelling that never lets two things become one. */
function naming(spell: (text: string) => string) {
  const byText = new Map<string, string>();
  const taken = new Set<string>();
  return {
    nameOf(text: string): string {
      const known = byText.get(text);
      if (known) return known;
      const base = spell(text);
      let name = base;
      for (let n = 2; taken.has(name); n += 1) name = `${base}-${n}`;
      taken.add(name);
      byText.set(text, name);
      return name;
    },
  };
}
