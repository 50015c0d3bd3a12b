/** Answers of an API that come in pages: each says whether more follows, and all of them make one statement. */
import { stop } from '#domain/fault.ts';

export interface PageSaid {
  /** What the page names to go on with: a token, an address, `true`. */
  readonly more?: string | boolean | null | undefined;
  /** Which page it is, of how many; some count. */
  readonly page?: number | null | undefined;
  readonly pages?: number | null | undefined;
}

/** @throws Stopped Malformed when a page is missing: at the end, or between others. */
export function allPages(said: readonly PageSaid[], ask: string): void {
  const last = said.at(-1);
  const count = Math.max(0, ...said.map((p) => p.pages ?? 0));
  const there = new Set(said.map((p) => p.page));
  for (let page = 1; page <= count; page += 1)
    if (!there.has(page) && there.size < count)
      throw stop.malformed(`page ${missing(there, count)} of ${count} is missing: ${ask}`);
  if (count === 0 && last?.more) throw stop.malformed(`the last page says that more follows: ${ask}`);
}
const missing = (there: ReadonlySet<number | null | undefined>, count: number): number | string => {
  const absent = Array.from({ length: count }, (_, i) => i + 1).filter((page) => !there.has(page));
  return absent.length === count ? `${there.size + 1}` : absent.join(', ');
};
