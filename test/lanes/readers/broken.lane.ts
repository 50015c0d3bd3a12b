/** Each cell of each recorded payout table changed, one at a time: `npm run lanes -- test/lanes/readers/*.lane.ts`. */
import { describe, it } from 'node:test';
import { survives } from '../../readers.broken.fixture.ts';
import { tables, title } from '../../readers.fixture.ts';

describe('a file with one cell changed is the same to the cent, refused, or says that nothing proves it', () => {
  for (const t of tables) it(title(t), () => survives(t, 1));
});
