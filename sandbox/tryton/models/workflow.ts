/**
 * Tryton's workflow decorator: records for which the step is not allowed are left out without a word, so a call
 * on a wrong state succeeds and changes nothing. Whoever calls must look again.
 */
import type { Env } from '../schema.ts';
import { write } from '../records.ts';
import { find } from '../relations.ts';
import type { Value } from '../value.ts';

export interface Transition {
  readonly model: string;
  readonly list: readonly number[];
  readonly to: string;
  readonly steps: readonly (readonly [from: string, to: string])[];
}
type Body = (list: readonly number[]) => void;
export function transition(env: Env, { model, list, to, steps }: Transition, body?: Body): Value {
  const state = (id: number) => String(find(env, model, id)?.['state']);
  const allowed = list.filter((id) => steps.some(([from, into]) => from === state(id) && into === to));
  const before = new Map(allowed.map((id) => [id, state(id)]));
  body?.(allowed);
  // A body may have moved the record on by itself; then it is left where it is.
  const moved = allowed.filter((id) => state(id) === before.get(id) && before.get(id) !== to);
  if (moved.length > 0) write(env, model, moved, { state: to });
  return null;
}
