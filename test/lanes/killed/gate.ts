/**
 * Stands between a worker and a partner, and kills the worker (`kill -9`) after a step that the partner has taken and
 * before the worker hears of it: the moment in which the same thing could happen twice. A new worker is started at once.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const WORKER = new URL('../../engine/worker.process.ts', import.meta.url).pathname;

export interface Gate {
  readonly url: string;
  /** Steps that change something at the partner, as they were taken since the last `watch`. */
  readonly steps: readonly string[];
  /** Steps after which a worker was killed since the last `watch`. */
  readonly killed: readonly string[];
  /** From now on: the worker is killed after the first of each of these steps. */
  watch(steps: readonly string[]): void;
  /** Starts the worker that may be killed. */
  work(databaseUrl: string, directory: string): Promise<void>;
  stop(): Promise<void>;
}

/** `stepOf` names what a request changes; undefined: nothing. */
export async function openGate(partner: string, stepOf: (body: string) => string | undefined): Promise<Gate> {
  let victim: ChildProcess | undefined;
  let args: readonly string[] = [];
  let born = 0;
  let ending = false;
  let pending = new Set<string>();
  const steps: string[] = [];
  const killed: string[] = [];

  async function start(): Promise<void> {
    born += 1;
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', WORKER, ...args, `w${born}`], { stdio: ['ignore', 'pipe', 'inherit'] });
    victim = child;
    // One that ends by itself is not started again: the lane is to see it.
    child.once('exit', (_code, signal) => { if (!ending && signal === 'SIGKILL') void start(); });
    await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')]);
  }
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { host: _host, connection: _connection, 'content-length': _length, 'transfer-encoding': _encoding, ...headers } = request.headers;
    const from = await fetch(new URL(request.url ?? '/', partner), {
      method: request.method!, headers: headers as Record<string, string>, ...(body.length > 0 && { body }),
    });
    const said = Buffer.from(await from.arrayBuffer());
    const step = stepOf(body.toString());
    if (step) steps.push(step);
    if (step && pending.delete(step)) {
      killed.push(step);
      victim?.kill('SIGKILL');
      response.destroy();
      return;
    }
    const kept = [...from.headers].filter(([name]) => !/^(content-encoding|content-length|transfer-encoding|connection)$/.test(name));
    response.writeHead(from.status, Object.fromEntries(kept)).end(said);
  }
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, steps, killed,
    watch(wanted) {
      pending = new Set(wanted);
      steps.length = 0;
      killed.length = 0;
    },
    async work(...given) {
      args = given;
      await start();
    },
    async stop() {
      ending = true;
      victim?.kill('SIGKILL');
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
