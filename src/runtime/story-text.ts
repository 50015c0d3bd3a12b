/**
 * A story on a terminal: head, thread, quantities, open work, ledger, payouts, numbers. Plain text that
 * survives a mail or a ticket; every line is exact, and a ledger entry names the line of the thread it follows from.
 */
import { styleText } from 'node:util';
import { toDecimal, fromDecimal } from '#domain/measure.ts';
import { linesOf, type Line } from './story-fold.ts';
import type { Ladder, OpenWork, OrderHead, PayoutHead, Story, StoryMessage, StoryPayoutLine } from './story.ts';

export interface StoryTextOptions {
  /** An IANA zone; UTC unless given. */
  readonly zone?: string;
  /** Columns of the terminal; long sentences are wrapped. */
  readonly width?: number;
  readonly color?: boolean;
  /** Every message on a line of its own, also what each channel was told of stock. */
  readonly all?: boolean;
}
interface Page {
  readonly lines: readonly Line[];
  /** Message → its line, counted from one. */
  readonly lineOf: ReadonlyMap<string, number>;
  readonly zone: string;
  readonly width: number;
  readonly bold: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly alarm: (text: string) => string;
}

export function storyText(story: Story, options: StoryTextOptions = {}): string {
  const paint = (style: 'bold' | 'dim' | 'yellow') => (text: string) =>
    options.color ? styleText(style, text, { validateStream: false }) : text;
  const lines = options.all ? linesOf({ ...story, head: { kind: 'other', subject: '' } }) : linesOf(story);
  const page: Page = {
    lines, lineOf: new Map(lines.flatMap((l, i) => l.ids.map((id) => [id, i + 1] as const))),
    zone: options.zone ?? 'UTC', width: Math.max(60, options.width ?? 110), bold: paint('bold'), faint: paint('dim'),
    alarm: paint('yellow'),
  };
  const sections = [
    head(story, page), thread(story, page), quantities(story, page), made(story, page), open(story, page),
    ledger(story, page, 'goods'), ledger(story, page, 'money'), payouts(story, page), numbers(story, page),
  ];
  return `${sections.filter((s) => s.length > 0).map((s) => s.join('\n')).join('\n\n')}\n`;
}

const rule = (title: string, page: Page): string => page.bold(title.toUpperCase());
const plural = (n: number, one: string): string => `${n.toLocaleString('en')} ${n === 1 ? one : `${one}s`}`;

function head(story: Story, page: Page): string[] {
  const { head: h } = story;
  const id = page.faint(`story ${story.correlation}`);
  if (h.kind === 'order')
    return [page.bold(`Order ${h.number} · ${h.total} ${h.currency} · ${h.channel} · ${h.stage}`), placed(h, page), id];
  if (h.kind === 'payout')
    return [page.bold(`Payout ${h.external} · ${h.net} ${h.currency} · ${h.connection}`), deposited(h), id];
  return [page.bold(`Story of ${h.subject}`), id];
}
function placed(h: OrderHead, page: Page): string {
  const sum = (what: 'ordered' | 'shipped') => h.lines.reduce((n, l) => n + l[what], 0);
  return [
    `Placed ${moment(h.placedAt, page)}, ${plural(sum('ordered'), 'unit')} in ${plural(h.lines.length, 'line')}`,
    ...(h.erpOrder ? [`sales order ${h.erpOrder}`] : []),
    ...(h.cancelledAt ? [`cancelled ${moment(h.cancelledAt, page)}`] : []),
    ...(h.shipBy && sum('shipped') === 0 && !h.cancelledAt ? [`ship by ${moment(h.shipBy, page)}`] : []),
  ].join(', ');
}
const deposited = (h: PayoutHead): string =>
  `Deposit of ${h.depositDate}, ${plural(h.lines, 'line')}, ` + (/^-?0*\.?0*$/.test(h.suspense)
    ? 'every line classified' : `${h.suspense} ${h.currency} in suspense`);

/** `2026-11-21 09:15 UTC` */
function moment(at: string, page: Page): string {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(page.zone);
  return `${local.toPlainDate()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })} ${zoneName(local)}`;
}
const zoneName = (local: Temporal.ZonedDateTime): string => (local.timeZoneId === 'UTC' ? 'UTC' : `UTC${local.offset}`);

function thread(story: Story, page: Page): string[] {
  const digits = String(page.lines.length).length;
  const who = widest(page.lines.map((l) => speaker(l.message)), 10);
  const indent = 2 + digits + 2 + 12 + 2 + who + 2;
  const lines = [rule('What happened', page)];
  let day = '';
  page.lines.forEach(({ message: m, says }, i) => {
    const local = Temporal.Instant.from(m.seen).toZonedDateTimeISO(page.zone);
    const date = `${local.toPlainDate()} ${zoneName(local)}`;
    if (date !== day) lines.push(`  ${' '.repeat(digits)}  ${page.faint(date)}`);
    day = date;
    const cause = m.cause ? page.lineOf.get(m.cause) : undefined;
    const told = says + happened(m, page) + (cause && cause !== i ? ` ← ${cause}` : '');
    const [first = '', ...rest] = wrap(told, page.width - indent);
    const time = local.toPlainTime().toString({ smallestUnit: 'millisecond' });
    lines.push(`  ${page.faint(String(i + 1).padStart(digits))}  ${time}  ${speaker(m).padEnd(who)}  ${first}`,
      ...rest.map((text) => ' '.repeat(indent) + text));
  });
  if (story.more) lines.push(page.faint('  … and more than is shown here'));
  return lines;
}
const speaker = (m: StoryMessage): string => m.connection ?? 'Threadline';

/** When it happened, if that is not about when it was heard. */
function happened(m: StoryMessage, page: Page): string {
  const seconds = Temporal.Instant.from(m.at).until(Temporal.Instant.from(m.seen)).total('seconds');
  return Math.abs(seconds) > 60 ? ` (of ${moment(m.at, page)})` : '';
}

const STEPS = ['ordered', 'cancelled', 'reserved', 'released', 'shipped', 'delivered', 'returned', 'refunded'] as const;
/** Every step that some unit has reached, and always what was ordered and shipped. */
function quantities({ head: h }: Story, page: Page): string[] {
  if (h.kind !== 'order' || h.lines.length === 0) return [];
  const steps = STEPS.filter((s) => s === 'ordered' || s === 'shipped' || h.lines.some((l) => l[s] !== 0));
  const name = (l: Ladder) => (l.sku && l.sku !== l.title ? `${l.sku}  ${l.title}` : l.title);
  const room = page.width - 2 - steps.reduce((n, s) => n + s.length + 2, 0);
  const wide = Math.min(Math.max(room, 10), widest(h.lines.map(name), 10));
  return [
    page.bold('QUANTITIES'.padEnd(wide + 2)) + steps.map((s) => `  ${page.faint(s)}`).join(''),
    ...h.lines.map((l) => `  ${cut(name(l), wide).padEnd(wide)}` +
      steps.map((s) => `  ${String(l[s]).padStart(s.length)}`).join('')),
  ];
}
const cut = (text: string, wide: number): string => (text.length <= wide ? text : `${text.slice(0, wide - 1)}…`);

/** What a payout is made of, class by class. */
function made({ head: h }: Story, page: Page): string[] {
  if (h.kind !== 'payout') return [];
  const all = [...h.classes, { class: 'deposit', lines: h.lines, amount: h.net }];
  const wide = widest(all.map((c) => c.class), 12);
  const long = widest(all.map((c) => c.amount), 12);
  const count = widest(all.map((c) => plural(c.lines, 'line')), 6);
  return [
    rule('What it is made of', page),
    ...all.map((c) => `  ${c.class.padEnd(wide)}  ${plural(c.lines, 'line').padStart(count)}  ` +
      `${c.amount.padStart(long)} ${h.currency}`),
  ];
}

/** Due a good while after it was written down: nobody has tried it, it is not time yet. */
const isTimer = (w: OpenWork): boolean =>
  Temporal.Instant.from(w.since).until(Temporal.Instant.from(w.due)).total('seconds') > 60;

function open(story: Story, page: Page): string[] {
  if (story.open.length === 0) return [`${rule('Open', page)}  ${nothingOpen(story.head)}`];
  return [rule('Open', page), ...story.open.flatMap((w) => work(w, page, page.lineOf.get(w.id ?? '')))];
}
/** Nothing to do here is not the end: the warehouse may still have the goods. */
const nothingOpen = (h: Story['head']): string =>
  (h.kind === 'order' && h.lines.some((l) => l.ordered - l.cancelled > l.shipped) && !h.cancelledAt
    ? 'nothing here: the next word is a partner’s' : 'nothing: every step is done');
function work(w: OpenWork, page: Page, line: number | undefined): string[] {
  const tried = w.attempts > 0 ? `, ${plural(w.attempts, 'attempt')}` : '';
  const task = `${w.handler} ${line ? `at line ${line}` : `on ${w.type ?? 'a message'}`}`;
  const text = (sentence: string | undefined, label = '') =>
    (sentence ? wrap(label + sentence, page.width - 6).map((s) => `      ${s}`) : []);
  if (w.state !== 'Parked') {
    const states = {
      Ready: w.why ? `comes again ${moment(w.due, page)}` : isTimer(w) ? `waits until ${moment(w.due, page)}` : 'is next',
      Queued: 'waits behind an earlier step',
      Claimed: 'is being done',
    };
    return [`  ${task} ${states[w.state]}${tried}`, ...text(w.why)];
  }
  const who = w.assignee ? `${w.assignee} (${w.owner})` : (w.owner ?? 'somebody');
  return [
    `  ${page.alarm(`! ${w.exception ?? 'Stopped'}`)}  ${task} waits for ${who} since ${moment(w.since, page)}${tried}`,
    ...text(w.means), ...text(w.why), ...text(w.fix, 'What fixes it: '),
    ...(w.waitsOn ? text(`it is released when ${w.waitsOn} is set`) : []),
  ];
}

function ledger(story: Story, page: Page, book: 'goods' | 'money'): string[] {
  const entries = story.entries.filter((e) => e.book === book);
  if (entries.length === 0) return [];
  return [rule(book, page), ...entries.flatMap((e) => {
    const [first = '', ...postings] = e.text.split('\n');
    const from = page.lineOf.get(e.cause);
    return [`  ${first}${from ? page.faint(`  ; from line ${from}`) : ''}`, ...postings.map((p) => `  ${p}`)];
  })];
}

const widest = (texts: readonly string[], least: number): number => Math.max(least, ...texts.map((t) => t.length));

function payouts(story: Story, page: Page): string[] {
  const lines = story.payoutLines;
  if (lines.length === 0) return [];
  const name = (l: StoryPayoutLine) => `${l.connection} ${l.external}`;
  const wide = widest(lines.map(name), 10);
  const kind = widest(lines.map((l) => l.class), 4);
  const code = widest(lines.map((l) => l.code), 4);
  const long = widest(lines.map((l) => l.amount), 10);
  const row = (left: string[], amount: string, unit: string) =>
    `  ${left.join('  ')}  ${amount.padStart(long)} ${unit}`;
  const units = [...new Set(lines.map((l) => l.currency))];
  const total = (unit: string) => toDecimal({ unit, count: lines.filter((l) => l.currency === unit)
    .reduce((n, l) => n + fromDecimal(l.amount, unit).count, 0n) });
  return [
    rule('Paid out', page),
    ...lines.map((l) => row(
      [l.depositDate, name(l).padEnd(wide), l.class.padEnd(kind), l.code.padEnd(code)], l.amount, l.currency)),
    ...units.map((unit) => row(['together'.padEnd(10 + 2 + wide + 2 + kind + 2 + code)], total(unit), unit)),
  ];
}

function numbers(story: Story, page: Page): string[] {
  const kinds = Map.groupBy(story.references, (r) => r.kind);
  if (kinds.size === 0) return [];
  const wide = Math.max(...[...kinds.keys()].map((k) => k.length));
  return [
    rule('Numbers', page),
    ...[...kinds].flatMap(([kind, list]) => {
      const by = Map.groupBy(list, (r) => r.connection);
      const text = [...by].map(([who, of]) => of.map((r) => r.reference).join(', ') + (who ? ` (${who})` : ''))
        .join('; ');
      const [first = '', ...rest] = wrap(text, page.width - wide - 4);
      return [`  ${kind.padEnd(wide)}  ${first}`, ...rest.map((more) => ' '.repeat(wide + 4) + more)];
    }),
  ];
}

/** Breaks at spaces; a word that is longer than the line stands alone. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line];
}
