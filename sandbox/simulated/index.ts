/** The partner of src/connectors/simulated: keeps the first document of every key, and counts what it was asked. */
import Fastify from 'fastify';
import { listen, sleep, type Applied, type Twin, type TwinOptions } from '../twin.ts';

export interface SimulatedTwin extends Twin {
  /** Calls that wrote or tried to, repeated ones included. */
  readonly calls: () => number;
}

export async function startSimulatedTwin(options: TwinOptions & { readonly token: string }): Promise<SimulatedTwin> {
  const { faults, token } = options;
  const documents = new Map<string, string>();
  const applied: Applied[] = [];
  let calls = 0;
  const app = Fastify();
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers.authorization !== `Bearer ${token}`) await reply.code(401).send({ error: 'unknown token' });
  });
  app.get('/wishes/:type/:key', async (request, reply) => {
    const { type, key } = request.params as { type: string; key: string };
    const id = documents.get(`${type} ${key}`);
    return id ? { id } : reply.code(404).send({ error: 'no such document' });
  });
  app.put('/wishes/:type/:key', async (request, reply) => {
    const { type, key } = request.params as { type: string; key: string };
    calls += 1;
    const fault = faults.next(type, ['throttle', 'error', 'delay', 'timeout-after-apply']);
    if (fault === 'throttle') return reply.code(429).header('retry-after', '0.3').send({ error: 'slow down' });
    if (fault === 'error') return reply.code(500).send({ error: 'broken' });
    if (fault === 'delay') await sleep(300);
    // Like most ERPs: it does not look whether the key is already there. Two writes are two documents.
    const id = `${type}-${applied.length + 1}`;
    documents.set(`${type} ${key}`, documents.get(`${type} ${key}`) ?? id);
    applied.push({ operation: type, key, id });
    if (fault === 'timeout-after-apply') {
      reply.hijack();
      return void request.raw.socket.destroy();
    }
    return { id };
  });
  const url = await listen(app, options.port);
  return { name: 'simulated', url, faults, applied, calls: () => calls, stop: () => app.close() };
}
