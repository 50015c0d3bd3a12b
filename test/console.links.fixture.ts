/**
 * Behind each number of the overview stands a list, and the list has that many: every link of the page that shows a number is
 * followed, and what the list says it has in all is compared. Which links there are is read from the page.
 */
import type { Page } from 'playwright-core';
import { turnTo } from './console.fixture.ts';

interface Numbered { readonly href: string; readonly n: string; readonly says: string }
const number = (text: string): string | undefined => /[\d,]+/.exec(text)?.[0];

/** A figure shows how long things took; what is counted beside it is how many there were. */
function numberOf(said: string, href: string): string | undefined {
  if (href.startsWith('/figures/refusedStock')) return /stock ([\d,]+)/.exec(said)?.[1];
  if (href.startsWith('/figures/') || href.startsWith('/finance')) return / of ([\d,]+)/.exec(said)?.[1] ?? '0';
  return number(said);
}

async function numbered(page: Page): Promise<Numbered[]> {
  const found: Numbered[] = [];
  for (const link of await page.locator('main a:visible').all()) {
    const says = ((await link.getAttribute('aria-label')) ?? (await link.innerText())).replace(/\s+/g, ' ').trim();
    const href = (await link.getAttribute('href')) ?? '';
    // A partner's name may hold a digit; its page is no list. Causes say their number beside the link.
    if (/^\/partners\/|cause=/.test(href) || !/\d/.test(says)) continue;
    const n = numberOf(says, href);
    if (n !== undefined) found.push({ href, n, says });
  }
  return found;
}

const agrees = (said: string, n: string): boolean => number(said) === n || (n === '0' && !/^\d/.test(said));

/** What the list says it has; for a moment the page before it may still stand there. */
async function saidOf(page: Page, n: string): Promise<string> {
  const head = page.locator('main .head p').filter({ hasText: /\d/ });
  for (let looks = 0; ; looks += 1) {
    const said = await head.first().innerText({ timeout: 10_000 }).catch(() => page.locator('main').innerText());
    if (agrees(said, n) || looks === 20) return said;
    await page.waitForTimeout(100);
  }
}

/** What differs, named; and how many links were followed. */
export async function followed(page: Page): Promise<{ readonly links: number; readonly wrong: readonly string[] }> {
  const links = await numbered(page);
  const wrong: string[] = [];
  for (const { href, n, says } of links) {
    await turnTo(page, href);
    const said = await saidOf(page, n);
    if (!agrees(said, n)) wrong.push(`“${says}” leads to ${href}, which says “${said.slice(0, 80)}”`);
  }
  await turnTo(page, '/');
  return { links: links.length, wrong };
}
