/** Cash drawers of the twin: shifts that are opened, paid into and out of, counted and closed. */
import type { FastifyInstance } from 'fastify';
import { problem } from './gate.ts';
import { page } from './paging.ts';
import type { Json, World } from './world.ts';

export interface DrawerShift {
  readonly location: string;
  readonly register?: string;
  /** Minor units. */
  readonly float: number;
  readonly sales: number;
  readonly moves?: readonly { readonly kind: 'PAID_IN' | 'PAID_OUT'; readonly amount: number; readonly why: string }[];
  /** Absent: not counted yet. */
  readonly counted?: number;
}
interface Kept { readonly location: string; readonly shift: Json; readonly events: Json[] }
const kept = new WeakMap<World, Map<string, Kept>>();
const shiftsOf = (world: World): Map<string, Kept> => {
  const mine = kept.get(world) ?? new Map<string, Kept>();
  kept.set(world, mine);
  return mine;
};

/** Opened now; a shift of the same register that was left open is closed by it. */
export function workDrawer(world: World, { location, register = 'Counter', float, sales, moves = [], counted }: DrawerShift): string {
  const all = shiftsOf(world);
  const left = [...all].find(([, k]) => k.location === location && k.shift['description'] === register && k.shift['state'] === 'OPEN')?.[0];
  const id = left ?? `CDS${String(all.size + 1).padStart(8, '0')}`;
  const money = (amount: number) => ({ amount, currency: world.options.currency });
  const sum = (kind: string) => moves.filter((m) => m.kind === kind).reduce((n, m) => n + m.amount, 0);
  const at = world.options.now().toISOString();
  all.set(id, { location, shift: {
    id, state: counted === undefined ? 'OPEN' : 'CLOSED', opened_at: all.get(id)?.shift['opened_at'] ?? at, description: register,
    opened_cash_money: money(float), cash_payment_money: money(sales), cash_refunds_money: money(0),
    cash_paid_in_money: money(sum('PAID_IN')), cash_paid_out_money: money(sum('PAID_OUT')),
    expected_cash_money: money(float + sales + sum('PAID_IN') - sum('PAID_OUT')),
    ...(counted !== undefined && { closed_at: at, ended_at: at, closed_cash_money: money(counted) }),
  }, events: moves.map((m, i) => ({
    id: `${id}-E${i + 1}`, event_type: m.kind, event_money: money(m.amount), created_at: at, description: m.why })) });
  return id;
}

export function drawerApi(app: FastifyInstance, world: World): void {
  type Query = Readonly<Record<string, string | undefined>>;
  const absent = () => problem('INVALID_REQUEST_ERROR', 'NOT_FOUND', 'The shift was not found.');
  const of = (request: { params: unknown; query: unknown }): Kept | undefined => {
    const found = shiftsOf(world).get((request.params as { id: string }).id);
    return found?.location === (request.query as Query)['location_id'] ? found : undefined;
  };
  app.get('/v2/cash-drawers/shifts', async (request, reply) => {
    const q = request.query as Query;
    if (!q['location_id']) return reply.status(400).send(problem('INVALID_REQUEST_ERROR', 'MISSING_REQUIRED_PARAMETER', 'Field must be set', 'location_id'));
    const from = q['begin_time'] ? new Date(q['begin_time']).toISOString() : '';
    const found = [...shiftsOf(world).values()].filter((k) => k.location === q['location_id'] && String(k.shift['opened_at']) >= from).map((k) => k.shift);
    const answer = page(found, q, { most: 1000, usual: 200 });
    return answer ? { cash_drawer_shifts: answer.items, ...answer.more } : reply.status(400).send(absent());
  });
  app.get('/v2/cash-drawers/shifts/:id', async (request, reply) => {
    const found = of(request);
    return found ? { cash_drawer_shift: found.shift } : reply.status(404).send(absent());
  });
  app.get('/v2/cash-drawers/shifts/:id/events', async (request, reply) => {
    const found = of(request);
    const answer = found && page(found.events, request.query as Query, { most: 1000, usual: 200 });
    return answer ? { cash_drawer_shift_events: answer.items, ...answer.more } : reply.status(404).send(absent());
  });
}
