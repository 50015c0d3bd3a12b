/** A server with the console, a worker and a browser with somebody signed in: what the working days begin with. */
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { createSignInLink } from '#api/access.ts';
import { ensureConsole } from '#api/console.ts';
import { startWorker } from '#runtime/worker.ts';
import { apiGround, signed, type ApiGround } from './api/api.fixture.ts';
import { openBrowser } from './browser.fixture.ts';
import { accessible, newPage, PATIENCE_MS, picture, seeOn, turnTo } from './console.fixture.ts';

export interface ConsoleGround {
  readonly g: ApiGround;
  readonly browser: Browser;
  readonly url: string;
  readonly page: Page;
  /** Opens the console by a link that works once; as its owner. */
  signIn(): Promise<string>;
  see(text: string | RegExp, of?: Page): Promise<void>;
  turn(path: string, of?: Page): Promise<unknown>;
  go(path: string, text: string | RegExp): Promise<void>;
  picture(name: string, of?: Page): Promise<void>;
  accessible(of?: Page): Promise<void>;
  newPage(): Promise<Page>;
  /** The shop sends an order. */
  send(order: string, sku: string, quantity: number): Promise<void>;
  /** The trail says so, within a moment. */
  audited(what: string): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export async function consoleGround(): Promise<ConsoleGround> {
  const consoleFolder = await ensureConsole();
  assert.ok(consoleFolder, 'the console cannot be built: see the sentence above');
  const g = await apiGround({ consoleFolder });
  const worker = startWorker(g.opened.platform, { controlUrl: g.url, intake: g.intake });
  const url = await g.app.listen({ port: 0, host: '127.0.0.1' });
  const browser = await openBrowser();
  const page = await newPage(browser);
  const see = (text: string | RegExp, of = page) => seeOn(of, text);
  const turn = (path: string, of = page) => turnTo(of, path);
  return {
    g, browser, url, page, see, turn, picture: (name, of = page) => picture(of, name), accessible: (of = page) => accessible(of),
    newPage: () => newPage(browser),
    go: async (path, text) => { await turn(path); await see(text); },
    signIn: async () => {
      const link = await createSignInLink(g.opened.platform, url);
      await page.goto(link);
      await see('Live');
      return link;
    },
    send: (order, sku, quantity) => send(url, { order, sku, quantity }),
    audited: (what) => audited(g, what),
    close: async () => {
      await browser.close();
      await worker.stop();
      await g.close();
    },
  };
}

async function send(url: string, { order, sku, quantity }: { order: string; sku: string; quantity: number }): Promise<void> {
  const body = JSON.stringify({
    order, at: new Date(Date.now() - 90_000).toISOString(), currency: 'EUR', lines: [{ id: '1', sku, quantity, net: '19.90' }],
  });
  const answer = await fetch(`${url}/hooks/shop`, { method: 'POST', body, headers: signed(body) });
  assert.equal(answer.status, 200);
}

async function audited(g: ApiGround, what: string): Promise<Record<string, unknown>> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const [row] = await g.query('select who, why, after from audit where what = $1 order by position desc', [what]);
    if (row) return row;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`${what} did not arrive`);
}
