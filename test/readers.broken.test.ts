/**
 * Every reader of payout tables against files that are broken: each row left out, doubled, cut off, each column missing,
 * amounts changed and turned, another currency. All cells are changed in lanes/readers/broken.lane.ts.
 */
import { describe, it } from 'node:test';
import { survives } from './readers.broken.fixture.ts';
import { tables, title } from './readers.fixture.ts';

describe('a broken file is the same to the cent, refused, or says that nothing proves it', () => {
  for (const t of tables) it(title(t), () => survives(t, 5));
});
