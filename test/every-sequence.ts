/**
 * Every sequence of messages a workflow could hear, shortest first in depth. An alphabet of a workflow is
 * small enough to enumerate; sampling would miss the one order of events that ships a cancelled order.
 *
 * A message without any effect is not followed further: the same sequence without it is walked too.
 */
import type { Message } from '#domain/messages.ts';
import { run, type Workflow } from '#domain/workflow.ts';

export interface Story<In extends Message, State, Out extends Message> {
  readonly heard: readonly In[];
  readonly said: readonly Out[];
  readonly state: State;
}

/** Calls `each` with every story and returns how many there were. */
export function everyStory<In extends Message, State, Out extends Message>(
  workflow: Workflow<In, State, Out>, alphabet: readonly In[], longest: number,
  each: (story: Story<In, State, Out>) => void,
): number {
  let stories = 0;
  const walk = (story: Story<In, State, Out>): void => {
    stories += 1;
    each(story);
    if (story.heard.length === longest) return;
    for (const message of alphabet) {
      const step = run(workflow, story.state, message);
      if (step.send.length === 0 && step.state === story.state) continue;
      walk({ heard: [...story.heard, message], said: [...story.said, ...step.send], state: step.state });
    }
  };
  walk({ heard: [], said: [], state: workflow.initial });
  return stories;
}

/** What a workflow says to a sequence of messages, and where it ends. */
export function tell<In extends Message, State, Out extends Message>(
  workflow: Workflow<In, State, Out>, ...heard: readonly In[]
): Story<In, State, Out> {
  const said: Out[] = [];
  let state = workflow.initial;
  for (const message of heard) {
    const step = run(workflow, state, message);
    said.push(...step.send);
    state = step.state;
  }
  return { heard, said, state };
}

export const names = (messages: readonly Message[]): string[] => messages.map((m) => m.type);
