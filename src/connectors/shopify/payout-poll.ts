/**
 * Payouts, with everything they are made of. One is taken when it is paid; one still on its way is asked for again.
 *
 * The cursor is `since|done|page`: the time of issue from which payouts are asked for, and the ids of those taken
 * already that the same question finds again. A large payout is hundreds of pages; it is not fetched twice.
 */
import { z } from 'zod';
import type { Cursor, Page, Poll, PolledDocument, Port } from '../contract.ts';
import { cursorIn, type At } from './cursor.ts';
import { PAYOUT_LINES, PAYOUTS } from './documents.ts';
import { ask } from './graphql.ts';
import { numberIn } from './ids.ts';
import { listOf } from './pages.ts';
import type { Settings } from './settings.ts';
import { timeOf } from './time.ts';

const PayoutNode = z.looseObject({ id: z.string(), issuedAt: z.string(), status: z.string() });
const PayoutList = listOf(PayoutNode);
type PayoutList = z.infer<typeof PayoutList>;
const account = <T extends z.ZodType>(of: T) => z.object({ shopifyPaymentsAccount: of.nullable() });
const NONE: PayoutList = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };

/** Words for a payout that will never change again; money of one that failed comes back in a later one. */
const FINAL = new Set(['PAID', 'FAILED', 'CANCELED']);
/** Among the ids of a cursor: the time of a payout on an earlier page that was not final. */
const OPEN = '!';

export const payouts: Poll<Settings> = {
  name: 'payouts', everySeconds: 3600, transport: 'poll',
  async page(port, cursor): Promise<Page> {
    const at = cursorIn(cursor);
    const done = new Set(at.seen?.split(',') ?? []);
    const variables = { after: at.page ?? null, filter: at.since ? `issued_at:>='${at.since}'` : '' };
    const answer = account(z.object({ payouts: PayoutList }));
    const { shopifyPaymentsAccount: known } = await ask(port, { document: PAYOUTS, variables, answer });
    const list = known?.payouts ?? NONE;
    const documents: PolledDocument[] = [];
    for (const payout of list.nodes)
      if (payout.status === 'PAID' && !done.has(numberIn(payout.id) ?? ''))
        documents.push({ topic: 'payout', reference: `payouts/${numberIn(payout.id)}`,
          body: JSON.stringify({ payout, entries: await entriesOf(port, payout.id) }) });
    return { documents, next: nextCursor(at, done, list), more: list.pageInfo.hasNextPage };
  },
};

/** On from the earliest payout that is still on its way, else from the last one. */
function nextCursor(at: At, done: Set<string>, { nodes, pageInfo }: PayoutList): Cursor {
  const [final, open] = [nodes.filter((p) => FINAL.has(p.status)), nodes.filter((p) => !FINAL.has(p.status))];
  for (const payout of final) done.add(numberIn(payout.id) ?? '');
  for (const payout of open) done.add(OPEN + timeOf(payout.issuedAt));
  if (pageInfo.hasNextPage) return `${at.since ?? ''}|${[...done].join(',')}|${pageInfo.endCursor ?? ''}`;
  const [waiting] = [...done].filter((d) => d.startsWith(OPEN)).sort();
  if (waiting) return `${waiting.slice(1)}|${[...done].filter((d) => !d.startsWith(OPEN)).join(',')}`;
  const last = final.map((p) => timeOf(p.issuedAt)).sort().at(-1);
  if (!last) return at.since ? `${at.since}|${[...done].join(',')}` : '';
  return `${last}|${final.filter((p) => timeOf(p.issuedAt) === last).map((p) => numberIn(p.id)).join(',')}`;
}

const Entries = account(z.object({ balanceTransactions: listOf(z.looseObject({ id: z.string() })) }));

async function entriesOf(port: Port<Settings>, payout: string): Promise<unknown[]> {
  const entries: unknown[] = [];
  const filter = `payments_transfer_id:${numberIn(payout)}`;
  for (let page: string | null = null, more = true; more;) {
    const data: z.infer<typeof Entries> =
      await ask(port, { document: PAYOUT_LINES, variables: { after: page, filter }, answer: Entries });
    const list = data.shopifyPaymentsAccount?.balanceTransactions;
    entries.push(...(list?.nodes ?? []));
    more = list?.pageInfo.hasNextPage ?? false;
    page = list?.pageInfo.endCursor ?? null;
  }
  return entries;
}
