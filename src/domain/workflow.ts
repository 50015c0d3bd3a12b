/**
 * A workflow is one sentence the business says, as a pure function: from what it knew and what it hears to
 * what it knows now and what it says. No clock, no database, no partner: the runtime stores both sides of a
 * step in one transaction, so a step that was run is a step that happened.
 */
import type { Timestamp } from './brand.ts';
import type { Message } from './messages.ts';

/**
 * A message as a workflow sends it. `subject` is that of the message it answers unless it says otherwise; `wait` makes
 * it a timer: it is worked on so many seconds later. `at`: when it happened, of a fact that is older than its being said.
 */
export type Outgoing<Out extends Message> = Out &
  { readonly subject?: string; readonly key?: string; readonly wait?: number; readonly at?: Timestamp };

export interface Step<State, Out extends Message = Message> {
  readonly state: State;
  readonly send: readonly Outgoing<Out>[];
}

export interface Workflow<In extends Message, State, Out extends Message> {
  readonly name: string;
  /** Which instance a message is for; without it, one per subject of the message. */
  readonly key?: (message: In) => string;
  readonly initial: State;
  /** One handler per message it takes; leaving one out does not compile. */
  readonly on: { readonly [T in In['type']]: (state: State, message: Extract<In, { type: T }>) => Step<State, Out> };
}

/** One step. A message the workflow does not take is a defect of whoever routed it here. */
export function run<In extends Message, State, Out extends Message>(
  workflow: Workflow<In, State, Out>, state: State, message: In,
): Step<State, Out> {
  const handler = Object.hasOwn(workflow.on, message.type) ? workflow.on[message.type as In['type']] : undefined;
  if (!handler) throw new TypeError(`${workflow.name} does not take ${message.type}`);
  return (handler as (state: State, message: In) => Step<State, Out>)(state, message);
}
