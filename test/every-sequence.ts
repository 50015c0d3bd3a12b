/**
 * Every sequence of messages a workflow could hear, shortest first in depth. An alphabet of a workflow is
 * small enough to enumerate; sampling would miss the one order of events that ships a cancelled order.
 *
 * A message without any effect is not followed further: the same sequence without it is walked too.
 */
import type { Message } from '#domain/messages.ts';
import { encode } from '#domain/wire.ts';
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

/**
 * The same for laws that read what was said and where it ended, and not what was heard: stories that agree in both are
 * one, and what follows them is walked once. Level by level, so that each is met at its shortest.
 */
export function everyOutcome<In extends Message, State, Out extends Message>(
  workflow: Workflow<In, State, Out>, alphabet: readonly In[], longest: number,
  each: (story: Story<In, State, Out>) => void,
): number {
  type Told = Story<In, State, Out> & { readonly words: readonly string[] };
  const known = new Set<string>();
  let level: Told[] = [{ heard: [], said: [], state: workflow.initial, words: [] }];
  for (let length = 0; level.length > 0; length += 1) {
    level.forEach(each);
    level = length === longest ? [] : level.flatMap((story) => alphabet.flatMap((message): Told[] => {
      const step = run(workflow, story.state, message);
      if (step.send.length === 0 && step.state === story.state) return [];
      const words = [...story.words, ...step.send.map((x) => encode(x))];
      const key = [encode(step.state), ...words.toSorted()].join('\n');
      if (known.has(key)) return [];
      known.add(key);
      return [{ heard: [...story.heard, message], said: [...story.said, ...step.send], state: step.state, words }];
    }));
  }
  return known.size;
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
