/**
 * How a workflow of phases answers: a handler writes down what was heard, then every phase looks at the whole state and
 * says what is due, again and again until all are silent. So no phase needs to know in which order things came about.
 */
import type { Message } from '#domain/messages.ts';
import type { Step, Workflow } from '#domain/workflow.ts';

type Phase<State, Out extends Message> = (s: State) => Step<State, Out>;
export type Hears<In extends Message, State, Out extends Message> =
  { readonly [T in In['type']]: (s: State, data: Extract<In, { type: T }>['data']) => Step<State, Out> };

export interface Phases<State, Out extends Message> {
  /** In the order of the story; undoing comes before doing. */
  readonly phases: readonly Phase<State, Out>[];
  /** More turns than any instance can need: one that is never silent is a defect. */
  readonly turns: number;
  readonly name: (s: State) => string;
}

function advance<State, Out extends Message>({ phases, turns, name }: Phases<State, Out>, heard: Step<State, Out>): Step<State, Out> {
  let { state, send } = heard;
  for (let turn = 0; turn < turns; turn += 1) {
    const before = state;
    for (const phase of phases) {
      const step = phase(state);
      if (step.send.length > 0) send = [...send, ...step.send];
      state = step.state;
    }
    if (state === before) return { state, send };
  }
  throw new TypeError(`${name(state)} not settled after ${turns} turns`);
}

/** The handlers of a workflow. What tells nothing new costs no turn. */
export function settled<In extends Message, State, Out extends Message>(
  hears: Hears<In, State, Out>, by: Phases<State, Out>,
): Workflow<In, State, Out>['on'] {
  const answering = (hear: (s: State, data: never) => Step<State, Out>) => (state: State, { data }: In): Step<State, Out> => {
    const heard = hear(state, data as never);
    return heard.state === state && heard.send.length === 0 ? heard : advance(by, heard);
  };
  return Object.fromEntries(Object.entries(hears).map(([type, hear]) =>
    [type, answering(hear as (s: State, data: never) => Step<State, Out>)])) as unknown as Workflow<In, State, Out>['on'];
}
