/**
 * ShipEngine: labels bought under a reference that is taken once, parcels that carriers move, webhooks signed with RSA.
 * A label whose parcel has moved cannot be voided.
 */
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { listen, sleep, type Applied, type Twin, type TwinOptions } from '../twin.ts';

export type Code = 'UN' | 'AC' | 'IT' | 'DE' | 'EX' | 'AT' | 'NY' | 'SP';
interface Event { readonly occurred_at: string; readonly status_code: string }
interface Label {
  readonly label_id: string; readonly shipment_id: string; readonly external_shipment_id: string; readonly tracking_number: string;
  readonly carrier_code: string; readonly created_at: string;
  status: 'completed' | 'voided'; tracking_status: string; voided_at: string | null;
  readonly packages: readonly { readonly tracking_number: string }[];
}
interface Shipment { readonly external_shipment_id: string; readonly items: readonly object[]; readonly ship_to: Readonly<Record<string, unknown>> }

export interface ShipEngineTwin extends Twin {
  /** What webhooks are checked with. */
  readonly publicKey: string;
  readonly labels: ReadonlyMap<string, Readonly<Label>>;
  /** A carrier scans the parcel of a request; every subscriber is told. */
  move(reference: string, code: Code, word?: string): Promise<void>;
}
const WAY: Readonly<Record<string, string>> = { AC: 'in_transit', IT: 'in_transit', AT: 'in_transit', SP: 'in_transit', DE: 'delivered', EX: 'error' };

/** What the twin keeps, and what it does to it. */
interface Desk {
  readonly options: TwinOptions & { readonly apiKey: string };
  readonly labels: Map<string, Label>;
  readonly shipments: Map<string, Shipment>;
  readonly events: Map<string, Event[]>;
  readonly hooks: { url: string; event: string }[];
  readonly applied: Applied[];
  readonly now: () => Date;
  readonly byReference: (reference: string) => Label | undefined;
}

export async function startShipEngineTwin(options: TwinOptions & { readonly apiKey: string }): Promise<ShipEngineTwin> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const labels = new Map<string, Label>();
  const desk: Desk = {
    options, labels, shipments: new Map(), events: new Map(), hooks: [], applied: [], now: options.now ?? (() => new Date()),
    byReference: (reference) => [...labels.values()].find((l) => l.external_shipment_id === reference),
  };
  const app = Fastify();
  guard(app, desk);
  buying(app, desk);
  reading(app, desk);
  subscribing(app, desk);
  const url = await listen(app, options.port);
  return {
    name: 'shipengine', url, faults: options.faults, applied: desk.applied, labels,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    async move(reference, code, word = '') {
      const label = desk.byReference(reference);
      if (!label) throw new Error(`no label for ${reference}`);
      const log = desk.events.get(label.label_id) ?? [];
      log.push({ occurred_at: desk.now().toISOString(), status_code: code });
      desk.events.set(label.label_id, log);
      label.tracking_status = WAY[code] ?? label.tracking_status;
      const data = { tracking_number: label.tracking_number, status_code: code, status_description: word, events: log };
      await tell(desk, { url, privateKey }, data);
    },
    stop: () => app.close(),
  };
}

const wrong = (reply: FastifyReply, status: number, message: string) => reply.code(status).send({ errors: [{ message }] });

/** Who may ask, and what goes wrong before anything is done. */
function guard(app: FastifyInstance, { options: { faults, apiKey } }: Desk): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers['api-key'] !== apiKey) return wrong(reply, 401, 'The API key is invalid.');
    const fault = faults.next(`${request.method} ${request.routeOptions.url ?? ''}`, ['throttle', 'error', 'delay']);
    if (fault === 'throttle') return reply.code(429).header('retry-after', '1').send({ errors: [{ message: 'Slow down.' }] });
    if (fault === 'error') return wrong(reply, 500, 'Something broke.');
    if (fault === 'delay') await sleep(200);
    return undefined;
  });
}

function buy({ labels, shipments, applied, now }: Desk, shipment: Shipment): Label {
  const n = labels.size + 1;
  const number = `9400100000000000${String(n).padStart(6, '0')}`;
  const label: Label = {
    label_id: `se-${7000 + n}`, shipment_id: `se-${9000 + n}`, external_shipment_id: shipment.external_shipment_id, tracking_number: number,
    carrier_code: 'stamps_com', created_at: now().toISOString(), status: 'completed', tracking_status: 'unknown', voided_at: null,
    packages: [{ tracking_number: number }],
  };
  labels.set(label.label_id, label);
  shipments.set(label.shipment_id, shipment);
  applied.push({ operation: 'label', key: shipment.external_shipment_id, id: label.label_id });
  return label;
}

function buying(app: FastifyInstance, desk: Desk): void {
  /** Applied, and then the line is cut. */
  const answer = (request: FastifyRequest, reply: FastifyReply, body: unknown) => {
    if (desk.options.faults.next(`${request.method} answer`, ['timeout-after-apply']) !== 'timeout-after-apply') return reply.send(body);
    reply.hijack();
    return void request.raw.socket.destroy();
  };
  app.post('/v1/labels', async (request, reply) => {
    const { shipment } = request.body as { shipment: Shipment };
    for (const part of ['name', 'address_line1', 'city_locality', 'postal_code', 'country_code'])
      if (!shipment.ship_to[part]) return wrong(reply, 400, `ship_to.${part} must not be empty.`);
    if (desk.byReference(shipment.external_shipment_id)) return wrong(reply, 400, 'external_shipment_id is already in use.');
    return answer(request, reply, buy(desk, shipment));
  });
  app.put('/v1/labels/:id/void', async (request, reply) => {
    const label = desk.labels.get((request.params as { id: string }).id);
    if (!label) return wrong(reply, 404, 'No such label.');
    if (label.tracking_status !== 'unknown') return { approved: false, message: 'The carrier has the parcel.' };
    if (label.status !== 'voided') desk.applied.push({ operation: 'void', key: label.external_shipment_id, id: label.label_id });
    Object.assign(label, { status: 'voided', voided_at: desk.now().toISOString() });
    return answer(request, reply, { approved: true, message: 'The label is void.' });
  });
}

function subscribing(app: FastifyInstance, { hooks }: Desk): void {
  app.get('/v1/environment/webhooks', () => hooks);
  app.post('/v1/environment/webhooks', (request) => {
    const { url, event } = request.body as { url: string; event: string };
    hooks.push({ url, event });
    return { url, event };
  });
}

/** Every subscriber hears of it, signed; one that does not answer is tried a few times. */
async function tell({ hooks, now }: Desk, own: { url: string; privateKey: KeyObject }, data: object): Promise<void> {
  const body = JSON.stringify({ resource_url: `${own.url}/v1/tracking`, resource_type: 'API_TRACK', data });
  const time = now().toISOString();
  const signature = createSign('RSA-SHA256').update(`${time}.${body}`).sign(own.privateKey, 'base64');
  const headers = {
    'content-type': 'application/json', 'x-shipengine-timestamp': time, 'x-shipengine-rsa-sha256-signature': signature,
  };
  for (const hook of hooks)
    for (let tries = 0; tries < 4; tries += 1) {
      const sent = await fetch(hook.url, { method: 'POST', body, headers }).catch(() => undefined);
      if (sent?.ok) break;
      await sleep(50);
    }
}

function reading(app: FastifyInstance, { labels, shipments, byReference, events }: Desk): void {
  const or404 = (reply: FastifyReply, found: unknown) => found ?? reply.code(404).send({ errors: [{ message: 'Not found.' }] });
  app.get('/v1/labels', (request) => {
    const { tracking_number: number, created_at_start: from = '', page = '1', page_size: size = '25' } = request.query as Record<string, string>;
    const all = [...labels.values()].filter((l) => l.created_at >= from && (number === undefined || l.tracking_number === number));
    const start = (Number(page) - 1) * Number(size);
    return { labels: all.slice(start, start + Number(size)), total: all.length, page: Number(page), pages: Math.ceil(all.length / Number(size)) };
  });
  app.get('/v1/labels/external_shipment_id/:id', (request, reply) => or404(reply, byReference((request.params as { id: string }).id)));
  app.get('/v1/labels/:id/track', (request, reply) => {
    const label = labels.get((request.params as { id: string }).id);
    const log = label ? events.get(label.label_id) ?? [] : [];
    return or404(reply, label && { tracking_number: label.tracking_number, status_code: log.at(-1)?.status_code ?? 'UN', events: log });
  });
  app.get('/v1/shipments/:id', (request, reply) => or404(reply, shipments.get((request.params as { id: string }).id)));
}
