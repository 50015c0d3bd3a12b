/**
 * The lines of a thread. Each reservation makes every channel hear a new number for every item; told one by one,
 * those would be two thirds of an order's story. What follows from one act is one line that says how it ended;
 * the messages themselves stay in the story.
 */
import type { Story, StoryMessage } from './story.ts';

export interface Line {
  /** The first of those it stands for: its time, its cause. */
  readonly message: StoryMessage;
  readonly says: string;
  /** Ids of all messages it stands for. */
  readonly ids: readonly string[];
}

const CHANGED = 'AvailabilityChanged';
const TOLD = 'PublishStock';
const KNOWN = 'StockPublished';
const MOST_NAMED = 4;
const STOCK = new Set([CHANGED, TOLD, KNOWN]);

const alone = (m: StoryMessage): Line => ({ message: m, says: m.says, ids: [m.id] });

export function linesOf({ head, messages }: Pick<Story, 'head' | 'messages'>): Line[] {
  if (head.kind !== 'order') return messages.map(alone);
  const groups = new Map<string, StoryMessage[]>();
  /** Message → the act its group follows from: from what changed came what was told, and from that the answer. */
  const actOf = new Map<string, string>();
  for (const m of messages) {
    if (!STOCK.has(m.type)) continue;
    const act = m.type === CHANGED ? (m.cause ?? m.id) : actOf.get(m.cause ?? '');
    if (act === undefined) continue;
    actOf.set(m.id, act);
    groups.set(act, [...(groups.get(act) ?? []), m]);
  }
  return messages.flatMap((m) => {
    const group = groups.get(actOf.get(m.id) ?? '');
    if (!group) return [alone(m)];
    return group[0] === m ? [{ message: m, says: stock(group), ids: group.map((g) => g.id) }] : [];
  });
}

function stock(group: readonly StoryMessage[]): string {
  const of = (type: string) => group.filter((m) => m.type === type);
  const skus = [...new Set(of(CHANGED).map((m) => m.subject.slice('stock:'.length)))];
  const more = skus.length - MOST_NAMED;
  const named = skus.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
  const what = `what can be sold of ${named} has changed`;
  const [told, known] = [of(TOLD), of(KNOWN)];
  if (told.length === 0) return what;
  const channels = new Set(told.map((m) => m.to)).size;
  const hear = channels === 1 ? `${told[0]!.to} is told` : `${channels} channels are told`;
  if (known.length < told.length) return `${what}; ${hear}, ${known.length} of ${told.length} answers are in`;
  const last = known.reduce((max, m) => (m.seen > max ? m.seen : max), known[0]!.seen);
  const seconds = Temporal.Instant.from(group[0]!.seen).until(Temporal.Instant.from(last)).total('seconds');
  return `${what}; ${hear} and ${channels === 1 ? 'knows' : 'know'} it after ${seconds.toFixed(1)} s`;
}
