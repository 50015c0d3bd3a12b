/** `story`: the thread of any order, shipment, payout or journal number. */
import type { Command } from 'commander';
import { readStory } from '#runtime/story.ts';
import { storyText } from '#runtime/story-text.ts';
import { notFound } from '#runtime/operations/operation.ts';
import { findStories } from '#store/story.ts';
import { inSession } from './session.ts';
import type { Terminal } from './terminal.ts';

export function registerStory(program: Command, t: Terminal): void {
  program.command('story').description('the thread of any order, shipment, payout or journal number')
    .argument('<reference...>', 'any number anybody has for it')
    .option('--zone <zone>', 'time zone of the times shown', Temporal.Now.timeZoneId())
    .action(async (words: string[], _options, self: Command) =>
      inSession<{ zone: string }>(self, t, async ({ platform, tenant }, { zone }) => {
        const reference = words.join(' ');
        const found = await findStories(platform.pool, tenant, reference);
        const correlations = [...new Set(found.map((f) => f.correlation))];
        if (correlations.length === 0)
          throw notFound(
            `Nobody has told us of ${reference}: try another number of it, or look whether its channel is connected.`,
          );
        const stories = (await Promise.all(correlations.map((c) => readStory(platform, tenant, c)))).filter(
          (s) => s !== undefined,
        );
        const texts = stories.map((s) => storyText(s, { zone, width: Math.min(t.width, 160), color: t.color }));
        const several = stories.length > 1 ? [`${stories.length} stories have the number ${reference}.\n`] : [];
        return { data: stories, text: [...several, ...texts].join('\n') };
      }));
}
