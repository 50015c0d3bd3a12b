/** A page of the console in a real browser: waits that a slow machine cannot break, pictures, axe. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';

/** A slow machine is waited for; a fast one costs nothing. */
export const PATIENCE_MS = 30_000;
/** What any page said was wrong. */
export const errors: string[] = [];
/** Where pictures go when somebody wants to look at them. */
const pictures = process.env['THREADLINE_PICTURES'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    locale: 'en-US', viewport: { width: 1360, height: 900 }, colorScheme: 'light', bypassCSP: true, reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const made = await context.newPage();
  made.on('pageerror', (error) => errors.push(error.message));
  // The browser reports answers that are meant: signed out, not allowed, an unknown number, no server or one that is just ending.
  made.on('console', (m) => { if (m.type() === 'error' && !/status of (?:40[01349]|503)|ERR_/.test(m.text())) errors.push(`${m.text()} ${m.location().url}`); });
  return made;
}

export async function picture(of: Page, name: string): Promise<void> {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await of.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

/** No violation of WCAG 2.2 A and AA that axe can see. */
export async function accessible(of: Page): Promise<void> {
  if (!(await of.evaluate(`'axe' in window`))) await of.evaluate(AXE);
  const found = await of.evaluate(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })
    .then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')))`);
  assert.deepEqual(found, [], of.url());
}

export const seeOn = (of: Page, text: string | RegExp): Promise<void> => of.getByText(text).first().waitFor();
/** As a link does it: the page that is open stays, and nothing is loaded twice. */
export const turnTo = (of: Page, path: string): Promise<unknown> =>
  of.evaluate(`history.pushState({}, '', ${JSON.stringify(path)})`);

/** The text of a thing, once it says what it will: pages follow the log, a moment later. */
export async function reads(of: Locator, wanted: RegExp): Promise<void> {
  let text = '';
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until;) {
    text = (await of.innerText()).replace(/\s+/g, ' ');
    if (wanted.test(text)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.match(text, wanted);
}
