/** `cancel ORDER`: asks to cancel an order or some units of it. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { CANCEL_REASONS, type CancelReason } from '#domain/cancel-messages.ts';
import { askToCancel } from '#runtime/operations/cancellations.ts';
import { takeBackCancellation } from '#runtime/operations/cancellation-back.ts';
import { cancellationOf, type CancelView } from '#runtime/operations/cancellation-view.ts';
import { inSession } from './session.ts';
import type { Terminal } from './terminal.ts';

interface Part { readonly line: string; readonly quantity: number }
interface Options {
  readonly line?: readonly Part[]; readonly reason: CancelReason; readonly why?: string; readonly look?: boolean;
  readonly takeBack?: string;
}

export function registerCancel(program: Command, t: Terminal): void {
  program.command('cancel').description('ask to cancel an order, or some units of it, as far as nothing has left')
    .argument('<order>', 'any number of it')
    .option('--line <SKU=units>', 'only these units; give it again for another line', part)
    .addOption(new Option('--reason <reason>', 'told to the channel in its own codes').choices([...CANCEL_REASONS]).default('seller'))
    .option('--look', 'only say what it would do')
    .option('--take-back <wish>', 'take back an asking that waits; --look names it')
    .option('--why <text>', 'for the audit trail')
    .action(async (order: string, _options, self: Command) =>
      inSession<Options>(self, t, async (s, { line, reason, why, look, takeBack }) => {
        if (look) {
          const view = await cancellationOf(s.platform, s.tenant, order);
          return { data: view, text: lookText(view, line !== undefined) };
        }
        if (takeBack) {
          const kept = await takeBackCancellation(s.platform, s.act(why), { order, wish: takeBack });
          return { data: kept, text: `Taken back; the story of ${order} says what goes on.\n` };
        }
        const asked = await askToCancel(s.platform, s.act(why), { order, reason, ...(line && { lines: line }) });
        const what = line ? line.map((l) => `${l.quantity} × ${l.line}`).join(', ') : 'the whole order';
        const back = `Take it back with --take-back ${asked.wish} until the channel is told.`;
        return { data: asked, text: `Asked to cancel ${what}; the story of ${order} says what becomes of it. ${back}\n` };
      }));
}

function part(text: string, before: readonly Part[] = []): Part[] {
  const [, line, units] = /^(.+)=([1-9]\d{0,5})$/.exec(text) ?? [];
  if (!line || !units) throw new InvalidArgumentError('Say the SKU or line and how many: TEE-M=1.');
  return [...before, { line, quantity: Number(units) }];
}

function lookText(v: CancelView, part: boolean): string {
  const lines = v.lines.map((l) =>
    `  ${l.sku ?? l.title}: ${l.open} can be cancelled${l.released > 0 ? `, ${l.released} of them with a warehouse` : ''}`);
  const codes = v.reasons.map(({ reason, code }) => (code ? `${reason} (${code})` : reason)).join(', ');
  const waiting = v.waiting.map((w) => `  ${w.wish}: ${w.whole ? 'the whole order' : `${w.units} units`}, ${w.reason}: ${w.says}`);
  return [...lines, ...(part ? v.part : v.whole), `Reasons, as ${v.channel} is told: ${codes}`,
    ...(waiting.length > 0 ? ['Asked for and waiting:', ...waiting] : [])].join('\n') + '\n';
}
