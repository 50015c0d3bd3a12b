/** A system of the retailer: a real server that checks every signature with somebody else's library. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Event {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: string;
  readonly correlation: string;
  readonly data: Record<string, unknown> & { readonly order?: { readonly id: string; readonly number: string; readonly channel: string } };
}
export interface Receiver {
  readonly url: string;
  readonly events: Event[];
  /** Requests whose signature did not fit. */
  readonly forged: string[];
  secret: string;
  /** What it answers next; 200 unless told. */
  answer: (event: Event) => number;
  names(): string[];
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const events: Event[] = [];
  const forged: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      try {
        const event = new Webhook(receiver.secret).verify(body, request.headers as Record<string, string>) as Event;
        const status = receiver.answer(event);
        if (status < 300) events.push(event);
        response.writeHead(status).end(status < 300 ? '' : 'not now');
      } catch {
        forged.push(body);
        response.writeHead(401).end('who are you?');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`, events, forged, secret: '', answer: () => 200,
    names: () => events.map((e) => e.type.replace(/^threadline\.|\.v1$/g, '')),
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }),
  };
  return receiver;
}
