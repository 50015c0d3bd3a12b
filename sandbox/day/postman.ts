/**
 * The way webhooks take to us: an HTTP relay that can keep a letter back or bring it again, byte for byte. Partners
 * do both, and a scene needs it for one letter and not by chance.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';

export interface Letter {
  /** 'shopify-us': the connection it is for. */
  readonly to: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}
export type Fits = (letter: Letter) => boolean;
export interface Postman {
  readonly url: string;
  /** Keeps letters that fit until they are let go; their senders wait for an answer meanwhile. */
  keep(fits: Fits): () => void;
  /** Brings the latest letter that fits again, so often; answers the statuses, none when there is no such letter. */
  again(fits: Fits, times: number): Promise<readonly number[]>;
  readonly kept: () => number;
  stop(): Promise<void>;
}

const REMEMBERED = 500;

/** `target` is the address of our API; letters for `/shopify-us` go to its `/hooks/shopify-us`. */
export async function openPostman(target: () => string): Promise<Postman> {
  const agent = new Agent({ connections: 64 });
  const letters: Letter[] = [];
  const orders: { readonly fits: Fits; readonly gone: Promise<void> }[] = [];
  let kept = 0;
  const deliver = async ({ to, headers, body }: Letter): Promise<number> => {
    const url = `${target()}/hooks/${to}`;
    const answer = await request(url, { method: 'POST', dispatcher: agent, headers, body });
    await answer.body.dump();
    return answer.statusCode;
  };
  const handle = async (incoming: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const letter = await received(incoming);
    letters.push(letter);
    if (letters.length > REMEMBERED) letters.shift();
    const order = orders.find((o) => o.fits(letter));
    if (order) {
      kept += 1;
      await order.gone.finally(() => { kept -= 1; });
    }
    reply.statusCode = await deliver(letter).catch(() => 502);
    reply.end();
  };
  const server = createServer((incoming, reply) => void handle(incoming, reply).catch(() => reply.destroy()));
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keep(fits) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const order = { fits, gone: promise };
      orders.push(order);
      return () => {
        orders.splice(orders.indexOf(order), 1);
        resolve();
      };
    },
    async again(fits, times) {
      const letter = letters.findLast(fits);
      if (!letter) return [];
      return Promise.all(Array.from({ length: times }, () => deliver(letter)));
    },
    kept: () => kept,
    async stop() {
      server.closeAllConnections();
      server.close();
      await agent.destroy();
    },
  };
}

async function received(incoming: IncomingMessage): Promise<Letter> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
    (typeof value === 'string' && !/^(host|connection|content-length|transfer-encoding)$/.test(name) ? [[name, value]] : []));
  return { to: (incoming.url ?? '/').slice(1), headers: Object.fromEntries(headers), body: Buffer.concat(chunks) };
}
