/**
 * The partner of src/connectors/simulated: keeps the first document of every key, and counts what it was asked. Its
 * shops show quantities and lower them when they sell; a quantity that is not as expected is answered, not overwritten.
 */
import Fastify from 'fastify';
import { listen, sleep, type Applied, type Twin, type TwinOptions } from '../twin.ts';

export interface SimulatedTwin extends Twin {
  /** Calls that wrote or tried to, repeated ones included. */
  readonly calls: () => number;
  /** What the shops show, as `<connection> <item>`. */
  readonly shown: ReadonlyMap<string, number>;
  /** When what it sells leaves, where it was told so. */
  readonly leads: ReadonlyMap<string, string>;
  /** By operation: what it turns away, as systems do with values they do not know. */
  readonly refuses: Map<string, (body: unknown) => boolean>;
  /** A buyer takes units off the shop's number, before anybody hears of it. False: too few are shown. */
  readonly sell: (connection: string, item: string, units: number) => boolean;
}
interface Told { readonly to?: string; readonly item?: string; readonly quantity?: number; readonly was?: number; readonly lead?: string }

export async function startSimulatedTwin(options: TwinOptions & { readonly token: string }): Promise<SimulatedTwin> {
  const { faults, token } = options;
  const documents = new Map<string, string>();
  const applied: Applied[] = [];
  const shown = new Map<string, number>();
  const leads = new Map<string, string>();
  const refuses: SimulatedTwin['refuses'] = new Map();
  let calls = 0;
  const show = ({ to = '', item = '', quantity, was, lead }: Told): number | undefined => {
    const stands = shown.get(`${to} ${item}`);
    if (was !== undefined && stands !== undefined && stands !== was && stands !== quantity) return stands;
    shown.set(`${to} ${item}`, quantity ?? 0);
    if (lead === undefined) leads.delete(`${to} ${item}`);
    else leads.set(`${to} ${item}`, lead);
    return undefined;
  };
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
    if (refuses.get(type)?.(request.body)) return reply.code(422).send({ error: 'a value is not known here' });
    const told = request.body as Told;
    const stands = told.quantity === undefined ? undefined : show(told);
    if (stands !== undefined) return { id: `${told.item}`, stands };
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
  const sell = (connection: string, item: string, units: number): boolean => {
    const left = (shown.get(`${connection} ${item}`) ?? 0) - units;
    if (left >= 0) shown.set(`${connection} ${item}`, left);
    return left >= 0;
  };
  return { name: 'simulated', url, faults, applied, shown, leads, refuses, sell, calls: () => calls, stop: () => app.close() };
}
