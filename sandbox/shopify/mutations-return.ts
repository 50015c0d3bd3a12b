/** Agreeing to a return that a buyer asked for, or declining it: possible as long as it is asked for. */
import type { Desk } from './mutations-stock.ts';
import { returnView, turnReturn } from './returns.ts';
import { idOf, type ShopReturn } from './world.ts';

interface Input { readonly id: string; readonly declineReason?: string; readonly declineNote?: string | null }

function turn(desk: Desk, input: Input, { to, operation }: { to: ShopReturn['status']; operation: string }): unknown {
  const found = desk.world.returns.get(idOf('Return', input.id) ?? 0n);
  const refuse = (code: string, message: string): unknown => ({ return: null, userErrors: [{ code, field: ['input', 'id'], message }] });
  if (!found) return refuse('NOT_FOUND', 'Return not found.');
  if (found.status !== 'REQUESTED') return refuse('INVALID_STATE', 'Return is not in a valid state.');
  turnReturn(desk.world, found, to, { note: input.declineNote ?? undefined, reason: input.declineReason });
  desk.record({ operation, id: input.id, key: input.declineReason ?? input.id });
  return { return: returnView(desk.world, found), userErrors: [] };
}
export const returnApproveRequest = (desk: Desk, { input }: { input: Input }): unknown =>
  turn(desk, input, { to: 'OPEN', operation: 'returnApproveRequest' });
export const returnDeclineRequest = (desk: Desk, { input }: { input: Input }): unknown =>
  turn(desk, input, { to: 'DECLINED', operation: 'returnDeclineRequest' });
