/** How a shop tells of a sale: signed, again and again until somebody has answered 200, to whichever process its balancer picks. */
import { request } from 'undici';
import { signed } from '../api/api.fixture.ts';

export interface Posting {
  readonly doors: readonly string[];
  readonly shop: string;
  readonly order: string;
  readonly quantity: number;
}
export async function tell({ doors, shop, order, quantity }: Posting, random: () => number): Promise<void> {
  const lines = [{ id: '1', sku: 'HOT', quantity, net: '10.00' }];
  const body = JSON.stringify({ order, at: new Date().toISOString(), currency: 'EUR', lines });
  for (let tries = 0; tries < 60; tries += 1) {
    const url = doors[Math.floor(random() * doors.length)]!;
    try {
      const answer = await request(`${url}/hooks/${shop}`, { method: 'POST', body, headers: signed(body), headersTimeout: 5000, bodyTimeout: 5000 });
      await answer.body.dump();
      if (answer.statusCode < 300) return;
    } catch {
      // Nobody there: the next one.
    }
    await pause(100);
  }
  throw new Error(`${order} could not be told to anybody`);
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });
export function mulberry(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
