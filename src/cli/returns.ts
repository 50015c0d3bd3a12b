/**
 * `returns …`: what is to come back and what came; agreeing to it, saying what it is fit for, and what the buyer gets for it:
 * money through the channel, store credit, a gift card, or the goods again.
 */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { toDecimal } from '#domain/measure.ts';
import type { Refund } from '#domain/order.ts';
import { DISPOSITIONS, type DeclineReason, type Disposition, type ReturnReason } from '#domain/return.ts';
import { revive } from '#domain/wire.ts';
import { giveCredit, sendReplacement } from '#runtime/operations/return-settling.ts';
import { authoriseReturn, decideReturn, oneReturn, tellGoods } from '#runtime/operations/returns.ts';
import { listReturns, refundsOf, returnedGoods, type ReturnListRow } from '#store/return-list.ts';
import { paint, plural, table } from './print.ts';
import { inSession, type Answer, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';

interface Units { readonly sku: string; readonly quantity: number }
interface Why { readonly why?: string }
const WHY = ['--why <text>', 'for the audit trail'] as const;
const ITEM = '<SKU=units>';
const REASONS: readonly ReturnReason[] =
  ['unwanted', 'size', 'defective', 'wrong-item', 'not-as-described', 'late', 'undeliverable', 'other'];

export function registerReturns(program: Command, t: Terminal): void {
  const returns = program.command('returns').description('what is to come back, what came, and what the buyer gets for it')
    .option('--stage <stage>', 'only of this stage: requested, authorised, received …').option('--limit <n>', 'so many', '30')
    .action(async (_options, self: Command) => inSession<{ stage?: string; limit: string }>(self, t, async (s, { stage, limit }) => {
      const rows = await listReturns(s.platform.pool, s.tenant, { stage, limit: Number(limit) });
      return { data: rows, text: rows.length === 0 ? 'No return is there.\n' : table([['return', 'order', 'stage', 'settled by', 'what'],
        ...rows.map((r) => [r.number, r.order_number ?? r.order_id, r.stage, r.resolution, announced(r)])], t) };
    }));
  returns.command('show').description('one return: its goods by place and finding, the refunds of its order')
    .argument('<return>', 'our id, or the number somebody has for it')
    .action(async (name: string, _options, self: Command) => inSession(self, t, async (s) => show(s, name)));
  agreeing(returns, t);
  telling(returns, t);
  settling(returns, t);
}

const announced = (r: ReturnListRow): string => r.announced.map((l) => `${l.quantity} × ${l.sku ?? l.lineId ?? 'an item'}`).join(', ');
async function show(s: Session, name: string): Promise<Answer> {
  const r = await oneReturn(s.platform, s.tenant, name);
  const [goods, refunds] = await Promise.all([returnedGoods(s.platform.pool, s.tenant, r.order_id),
    refundsOf(s.platform.pool, s.tenant, r.order_id, r.correlation)]);
  const paid = refunds.map(({ refund, memo }) => ({ ...revive<Refund>(refund), memo }));
  const rows = (title: string, of: string[][]) => (of.length === 0 ? '' : `${paint(s.t, 'dim', title)}\n${table(of, s.t)}`);
  return {
    data: { ...r, goods, refunds: paid },
    text: `${paint(s.t, 'bold', `return ${r.number}`)}  of order ${r.order_number ?? r.order_id}, told by ${r.connection}: ${r.stage}` +
      `${r.reason ? ` (${r.reason})` : ''}, settled by ${r.resolution}${r.exchange ? ` (order ${r.exchange})` : ''}\n${announced(r)}\n` +
      rows('Came back', goods.map((g) => [g.sku, g.location, `${g.received} received`,
        DISPOSITIONS.filter((d) => g[d] > 0).map((d) => `${g[d]} ${d}`).join(', ') || 'not looked at'])) +
      rows('Refunds of the order', paid.map((x) => [x.external,
        x.tenders.map((p) => `${toDecimal(p.amount)} by ${p.method} (${p.state})`).join(', ') || 'no money went back',
        x.memo ? `credit memo ${x.memo}` : 'no credit memo yet'])),
  };
}

function agreeing(returns: Command, t: Terminal): void {
  returns.command('agree').description('agree that items of an order may come back, or to a return that was asked for')
    .argument('<order or return>', 'any number of it').option(`--line ${ITEM}`, 'of an order: what may come back; again for another', part)
    .addOption(new Option('--reason <reason>', 'why the buyer sends it').choices([...REASONS])).option(...WHY)
    .action(async (of: string, _options, self: Command) =>
      inSession<Why & { line?: readonly Units[]; reason?: ReturnReason }>(self, t, async (s, { why, line, reason }) => {
        const made = line ? await authoriseReturn(s.platform, s.act(why), { order: of, lines: line.map((l) => ({ ...l, reason })) })
          : await decideReturn(s.platform, s.act(why), of, { agree: true });
        return { data: made, text: `Return ${made.returnId} may come back.\n` };
      }));
  returns.command('decline').description('decline a return that was asked for; who told of it hears it')
    .argument('<return>').option('--note <text>', 'words for the buyer; no personal data').option(...WHY)
    .addOption(new Option('--reason <reason>', 'as the buyer is told').choices(['too-late', 'final-sale', 'other']).default('other'))
    .action(async (of: string, _options, self: Command) =>
      inSession<Why & { reason: DeclineReason; note?: string }>(self, t, async (s, { why, reason, note }) => {
        const made = await decideReturn(s.platform, s.act(why), of, { agree: false, reason, ...(note && { note }) });
        return { data: made, text: `Return ${of} is declined.\n` };
      }));
}

function telling(returns: Command, t: Terminal): void {
  returns.command('receive').description('say what came back, and with --found what it is fit for')
    .argument('<order or return>', 'any number of it').requiredOption('--at <location>', 'where it is')
    .requiredOption(`--line ${ITEM}`, 'what; again for another', part)
    .addOption(new Option('--found <finding>', 'what all of it is fit for').choices([...DISPOSITIONS])).option(...WHY)
    .action(async (of: string, _options, self: Command) =>
      inSession<Why & { at: string; line: readonly Units[]; found?: Disposition }>(self, t, async (s, { why, at, line, found }) => {
        const told = await tellGoods(s.platform, s.act(why), { of, location: at, looked: found !== undefined,
          lines: line.map((l) => ({ ...l, disposition: found })) });
        return { data: told, text: `Written down; the story of ${of} says what becomes of it.\n` };
      }));
}

interface CreditOptions extends Why {
  readonly line?: readonly Units[]; readonly amount?: string; readonly giftCard?: boolean; readonly reference?: string;
}
function settling(returns: Command, t: Terminal): void {
  returns.command('credit').description('give store credit or a gift card for goods, or as goodwill; the books owe it until it is spent')
    .argument('<order or return>', 'any number of it').option(`--line ${ITEM}`, 'the units it is for; none: goodwill', part)
    .option('--amount <decimal>', 'what the units were charged unless said').option('--gift-card', 'a gift card, not store credit')
    .option('--reference <text>', 'what the shop calls the card or the credit; it is taken once').option(...WHY)
    .action(async (of: string, _options, self: Command) => inSession<CreditOptions>(self, t, async (s, o) => {
      const { why, line = [], amount, giftCard, reference } = o;
      const as = giftCard ? 'gift-card' : 'store-credit';
      const given = await giveCredit(s.platform, s.act(why), { of, lines: line, amount, reference, as });
      const what = giftCard ? 'a gift card' : 'store credit';
      return { data: given, text: `${given.amount} ${given.currency} is owed to the buyer as ${what}.\n` };
    }));
  returns.command('replace').description('send goods again at no charge: an order of its own, with no revenue')
    .argument('<order or return>', 'any number of it').option(...WHY)
    .requiredOption(`--line ${ITEM}`, 'what is sent again; again for another', part)
    .action(async (of: string, _options, self: Command) =>
      inSession<Why & { line: readonly Units[] }>(self, t, async (s, { why, line }) => {
        const made = await sendReplacement(s.platform, s.act(why), { of, lines: line });
        return { data: made, text: `${plural(line.length, 'line')} will be sent again as order ${made.number}.\n` };
      }));
}

function part(text: string, before: readonly Units[] = []): Units[] {
  const [, sku, units] = /^(.+)=([1-9]\d{0,5})$/.exec(text) ?? [];
  if (!sku || !units) throw new InvalidArgumentError('Say the SKU or line and how many: TEE-M=1.');
  return [...before, { sku, quantity: Number(units) }];
}
