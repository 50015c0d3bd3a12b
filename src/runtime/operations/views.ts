/** Filters of lists that a person keeps under a name. Nobody else's, and no business of the audit trail. */
import { forgetView as forget, savedViews, saveView, type SavedView } from '#store/console.ts';
import type { Platform } from '../platform.ts';
import { invalid, type Act } from './operation.ts';

const MOST_VIEWS = 100;
export async function keepView(p: Platform, act: Act, view: SavedView): Promise<void> {
  if ((await savedViews(p.pool, act)).length >= MOST_VIEWS)
    throw invalid(`${MOST_VIEWS} views are kept already: forget one first.`);
  await saveView(p.pool, { ...act, ...view });
}
export const forgetView = (p: Platform, act: Act, view: Omit<SavedView, 'search'>): Promise<void> =>
  forget(p.pool, { ...act, ...view });
