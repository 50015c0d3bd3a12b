/**
 * `stock SKU`: what is where, who has it, what each channel was told and why; `--post-mortem ORDER`: how a unit came to be
 * sold that was not there; `stock --repair`: reservations out of step, shown before they are mended.
 */
import type { Command } from 'commander';
import { heldCounts, MOST_HELD } from '#runtime/operations/feeds.ts';
import { publicationBacklog } from '#runtime/operations/publication-backlog.ts';
import { postMortem, type PostMortem } from '#runtime/operations/stock-post-mortem.ts';
import { mendStock, stockFaults } from '#runtime/operations/stock-repair.ts';
import { stockReport, type ChannelNumber, type StockReport } from '#runtime/operations/stock-report.ts';
import { invalid } from '#runtime/operations/operation.ts';
import { firstOut } from '#domain/lot.ts';
import type { Position } from '#domain/sellable.ts';
import { paint, plural, since, table } from './print.ts';
import { inSession, type Answer, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly postMortem?: string; readonly repair?: boolean; readonly held?: boolean;
  readonly untold?: boolean; readonly yes?: boolean; readonly why?: string;
}

export function registerStock(program: Command, t: Terminal): void {
  program.command('stock').description('one SKU: what is where, who has it, what channels were told; post-mortem and repair')
    .argument('[sku]', 'whose stock')
    .option('--post-mortem <order>', 'how a unit of this order came to be sold that was not there')
    .option('--repair', 'reservations that are out of step with orders: shown, then mended when you say yes')
    .option('--untold', 'what channels are yet to be told: the riskiest first, and when they will have been')
    .option('--held', 'counts that nobody believed and that wait for a person, item by item')
    .option('--yes', 'mend without asking')
    .option('--why <reason>', 'for the audit trail')
    .action(async (sku: string | undefined, _options, self: Command) =>
      inSession<Options>(self, t, async (s, o) => {
        if (o.repair) return repair(s, o);
        if (o.untold) return untold(s);
        if (o.held) return held(s, sku);
        if (o.postMortem) return examine(s, o.postMortem, sku);
        if (!sku) throw invalid('Say which SKU, or --post-mortem ORDER, --untold, --held or --repair.');
        const report = await stockReport(s.platform, s.tenant, sku);
        return { data: report, text: reportText(report, t) };
      }));
}

async function examine({ platform, tenant, t }: Session, order: string, sku: string | undefined): Promise<Answer> {
  const found = await postMortem(platform, tenant, order, sku);
  return { data: found, text: found.map((f) => postMortemText(f, t)).join('\n') };
}

async function untold({ platform, tenant, t }: Session): Promise<Answer> {
  const data = await publicationBacklog(platform, tenant);
  const text = data.map((b) => `${paint(t, 'bold', b.says)}\n${table(b.riskiest.map((r) => [
    r.sku, `${r.shows === null ? 'never told' : `shows ${r.shows}`}, next ${r.next}`, r.why, `for ${since(Temporal.Instant.from(r.since))}`,
  ]), t)}`).join('\n');
  return { data, text: text || 'Nothing sells through a channel yet.\n' };
}

const FATES = { held: 'held', applied: 'applied before the mass was seen' } as const;
async function held({ platform, tenant, t }: Session, sku: string | undefined): Promise<Answer> {
  const data = await heldCounts(platform, tenant, sku);
  if (data.length === 0) return { data, text: 'No count is held: every feed was believed.\n' };
  const rows = data.map((h) => [h.location, h.sku, `${h.before} → ${h.said}`, h.connection,
    FATES[h.fate], `told ${since(h.heard)} ago`]);
  const many = `${plural(data.length, 'count')}${data.length === MOST_HELD ? ` (the first ${MOST_HELD})` : ''}`;
  return { data, text: `${many}; \`threadline exceptions --kind MassZeroStock\` names what decides them\n${table(rows, t)}` };
}

async function repair(s: Session, { yes, why, json }: Options & { json?: boolean }): Promise<Answer> {
  const faults = await stockFaults(s.platform, s.tenant);
  if (faults.length === 0)
    return { data: { faults, mended: false }, text: 'Every reservation is in step with its order and the ledger.\n' };
  const shown = table(faults.map((f) => [f.with, f.mend, f.what]), s.t);
  if (!yes && json) return { data: { faults, mended: false }, text: '', bad: true };
  if (!yes) s.t.out(shown);
  const asked = yes ? 'y' : await s.t.ask(`Mend ${plural(faults.length, 'reservation')} by posting entries? [y/N] `);
  const agreed = /^y(es)?$/i.test(asked?.trim() ?? '');
  if (!agreed) return { data: { faults, mended: false }, text: 'Nothing was changed; --yes mends it.\n', bad: true };
  const mended = await mendStock(s.platform, s.act(why));
  const said = `${plural(mended.length, 'reservation')} mended; the entries say "repaired".\n`;
  return { data: { faults: mended, mended: true }, text: yes ? shown + said : said };
}

export function reportText(r: StockReport, t: Pick<Terminal, 'width' | 'color'>): string {
  const bold = (text: string) => paint(t, 'bold', text);
  const parts = r.kit ? `kit of ${Object.entries(r.kit).map(([sku, n]) => `${n} × ${sku}`).join(' + ')}` : '';
  return [
    `${bold(r.sku)}  ${[r.title, parts].filter(Boolean).join(' · ')}\n${inShort(r)}\n`,
    section(t, 'Parts', r.parts.map((p) => [p.sku, `${p.per} in each`, `${p.free} free`])),
    section(t, 'Where', r.positions.length === 0 ? [] : [
      ['location', 'on hand', 'reserved', 'held', 'damaged', 'inspection', 'on its way', 'on order', 'owed', 'believed', 'counted'],
      ...r.positions.map((p) => {
        const belief = r.confidence.find((b) => b.location === p.location);
        return [p.location, ...[p.onHand, p.reserved, p.held, p.damaged, p.inspection, p.inTransit, p.incoming, p.shortfall].map(String),
          `${belief?.score ?? 100} of 100: ${STEPS[belief?.step ?? 'full'] ?? ''}`,
          p.asOf ? `${since(Temporal.Instant.from(p.asOf))} ago` : 'never'];
      })]),
    section(t, 'Counts that wait for a person', r.doubted.map((h) => [
      h.location, `${h.connection} said ${h.said}, it had been ${h.before}`, FATES[h.fate], `told ${since(h.heard)} ago`])),
    section(t, 'Lots, first expired first', r.positions.flatMap((p) => firstOut(p.lots ?? []).map((l) =>
      [p.location, `${l.quantity} of ${l.lot}`, l.expires ? `until ${l.expires}` : 'no end']))),
    section(t, 'How far it is believed', r.confidence.flatMap((b) => b.reasons.map((why) => [b.location, `${b.score} of 100`, why]))),
    section(t, 'Who has it', r.holders.map((h) =>
      [`${h.units}`, h.location, h.kind === 'hold' ? `held for ${h.number}` : `${h.number} (${h.channel})`, h.stage ?? '',
        h.missing > 0 ? `${h.missing} not found by the picker` : ''])),
    section(t, 'Who waits for it', r.waiting.map((w) =>
      [`${w.quantity}`, w.location, w.number ?? '', goods(w), `asked ${since(w.asked)} ago`])),
    section(t, 'Channels', r.channels.flatMap((c) => channelRows(c))),
    section(t, 'Last movements', r.movements.map((m) => [
      m.at.toString({ smallestUnit: 'second' }), m.memo, m.who, `${m.from} → ${m.to}  ${m.units}`,
    ])),
  ].filter(Boolean).join('\n');
}
/** What a channel is shown of what lies there. */
const STEPS: Readonly<Record<string, string>> = {
  full: 'shown', buffer: 'shown with a buffer', floor: 'a few shown', pause: 'not shown',
};
/** The whole in one sentence, for who reads nothing else. */
function inShort({ positions, channels, parts }: StockReport): string {
  const sum = (of: (p: Position) => number) => positions.reduce((n, p) => n + of(p), 0);
  const [here, promised, held] = [sum((p) => p.onHand), sum((p) => p.reserved), sum((p) => p.held)];
  const also = ([[sum((p) => p.inTransit), 'on the way'], [sum((p) => p.incoming), 'on order'],
    [sum((p) => p.shortfall), 'promised or sold beyond what was there']] as const)
    .filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  const behind = channels.flatMap((c) => c.told).filter((x) => x.wanted !== x.acknowledged).length;
  const told = behind > 0 ? `${plural(behind, 'listing')} not yet told.` : 'Every listing shows what it should.';
  if (parts.length > 0) return `A kit lies on no shelf: it is put together from its parts. ${told}`;
  return `${here} on the shelves, ${promised} promised to orders, ${held} held for somebody: ${here - promised - held} free` +
    `${also.length > 0 ? `; ${also.join(', ')}` : ''}. ${told}`;
}
const goods = ({ quantity, allotted, moving }: StockReport['waiting'][number]): string =>
  ([[allotted, 'here and kept'], [moving, 'on the way'], [quantity - allotted - moving, 'on order']] as const)
    .filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`).join(', ');

const section = (t: Pick<Terminal, 'width' | 'color'>, title: string, rows: readonly (readonly string[])[]): string =>
  (rows.length === 0 ? '' : `${paint(t, 'dim', title)}\n${table(rows, t)}`);

function channelRows(c: ChannelNumber): string[][] {
  const number = c.quantity === null ? 'not told' : String(c.quantity);
  if (c.told.length === 0) return [[c.channel, number, 'lists no item of it', c.why]];
  return c.told.map((x) => {
    const lead = x.shown_lead ? ` (leaves in ${x.shown_lead})` : '';
    const shows = x.acknowledged === null ? 'never acknowledged'
      : `shows ${x.acknowledged}${lead}, acknowledged ${since(x.acknowledged_at!)} ago`;
    const next = x.wanted !== null && x.wanted !== x.acknowledged ? waiting(x) : '';
    return [c.channel, number, `${x.item}: ${shows}${next}`, c.why];
  });
}
const waiting = ({ wanted, state, why }: ChannelNumber['told'][number]): string =>
  `, to be told ${wanted}${state ? ` (${state}${why ? `: ${why}` : ''})` : ''}`;

/** Seconds decide here, thousandths between two machines' clocks do not. */
const clock = (at: string): string => Temporal.Instant.from(at).toString({ smallestUnit: 'second' });
export function postMortemText(f: PostMortem, t: Pick<Terminal, 'width' | 'color'>): string {
  const shown = f.shown === null ? `${f.channel} had never been told a number`
    : `${f.channel} showed ${f.shown} since ${clock(f.shownSince!)}`;
  return [
    `${paint(t, 'bold', `${f.ordered} × ${f.sku} in ${f.number}`)} (${f.channel}): ${f.fate}`,
    `  sold at ${clock(f.placedAt)} (${f.freeWhenSold} free by the books then), heard at ${clock(f.heardAt)} ` +
      `(${f.freeWhenHeard} free by then); ${shown}`,
    `  ${paint(t, 'dim', 'why')}        ${f.cause}`,
    `  ${paint(t, 'dim', 'prevention')} ${f.prevention}\n`,
    table(f.timeline.map((m) => [
      m.known, m.channel ?? 'ledger', m.free === null ? '' : `${m.free} free`,
      `${m.what}${m.at ? ` (its own clock: ${clock(m.at)})` : ''}`,
    ]), t),
  ].join('\n');
}
