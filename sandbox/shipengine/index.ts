/**
 * ShipEngine: labels bought under a reference that is taken once, parcels that carriers move, webhooks signed with RSA.
 * A label whose parcel has moved cannot be voided.
 */
import { createSign, generateKeyPairSync } from 'node:crypto';
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

export async function startShipEngineTwin(options: TwinOptions & { readonly apiKey: string }): Promise<ShipEngineTwin> {
  const { faults, apiKey, now = () => new Date() } = options;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const labels = new Map<string, Label>();
  const shipments = new Map<string, Shipment>();
  const events = new Map<string, Event[]>();
  const hooks: { url: string; event: string }[] = [];
  const applied: Applied[] = [];
  const app = Fastify();
  const wrong = (reply: FastifyReply, status: number, message: string) => reply.code(status).send({ errors: [{ message }] });
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers['api-key'] !== apiKey) return wrong(reply, 401, 'The API key is invalid.');
    const fault = faults.next(`${request.method} ${request.routeOptions.url ?? ''}`, ['throttle', 'error', 'delay']);
    if (fault === 'throttle') return reply.code(429).header('retry-after', '1').send({ errors: [{ message: 'Slow down.' }] });
    if (fault === 'error') return wrong(reply, 500, 'Something broke.');
    if (fault === 'delay') await sleep(200);
    return undefined;
  });

  const buy = (shipment: Shipment): Label => {
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
  };
  const byReference = (reference: string) => [...labels.values()].find((l) => l.external_shipment_id === reference);
  /** Applied, and then the line is cut. */
  const answer = (request: FastifyRequest, reply: FastifyReply, body: unknown) => {
    if (faults.next(`${request.method} answer`, ['timeout-after-apply']) !== 'timeout-after-apply') return reply.send(body);
    reply.hijack();
    return void request.raw.socket.destroy();
  };
  app.post('/v1/labels', async (request, reply) => {
    const { shipment } = request.body as { shipment: Shipment };
    for (const part of ['name', 'address_line1', 'city_locality', 'postal_code', 'country_code'])
      if (!shipment.ship_to[part]) return wrong(reply, 400, `ship_to.${part} must not be empty.`);
    if (byReference(shipment.external_shipment_id)) return wrong(reply, 400, 'external_shipment_id is already in use.');
    return answer(request, reply, buy(shipment));
  });
  reading(app, { labels, shipments, byReference, events });
  app.put('/v1/labels/:id/void', async (request, reply) => {
    const label = labels.get((request.params as { id: string }).id);
    if (!label) return wrong(reply, 404, 'No such label.');
    if (label.tracking_status !== 'unknown') return { approved: false, message: 'The carrier has the parcel.' };
    if (label.status !== 'voided') applied.push({ operation: 'void', key: label.external_shipment_id, id: label.label_id });
    Object.assign(label, { status: 'voided', voided_at: now().toISOString() });
    return answer(request, reply, { approved: true, message: 'The label is void.' });
  });
  app.get('/v1/environment/webhooks', () => hooks);
  app.post('/v1/environment/webhooks', (request) => {
    const { url, event } = request.body as { url: string; event: string };
    hooks.push({ url, event });
    return { url, event };
  });

  const tell = async (data: object): Promise<void> => {
    const body = JSON.stringify({ resource_url: `${url}/v1/tracking`, resource_type: 'API_TRACK', data });
    const time = now().toISOString();
    const signature = createSign('RSA-SHA256').update(`${time}.${body}`).sign(privateKey, 'base64');
    for (const hook of hooks)
      for (let tries = 0; tries < 4; tries += 1) {
        const sent = await fetch(hook.url, { method: 'POST', body, headers: {
          'content-type': 'application/json', 'x-shipengine-timestamp': time, 'x-shipengine-rsa-sha256-signature': signature } }).catch(() => undefined);
        if (sent?.ok) break;
        await sleep(50);
      }
  };
  const url = await listen(app, options.port);
  return {
    name: 'shipengine', url, faults, applied, labels, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    async move(reference, code, word = '') {
      const label = byReference(reference);
      if (!label) throw new Error(`no label for ${reference}`);
      const log = events.get(label.label_id) ?? [];
      log.push({ occurred_at: now().toISOString(), status_code: code });
      events.set(label.label_id, log);
      label.tracking_status = WAY[code] ?? label.tracking_status;
      await tell({ tracking_number: label.tracking_number, status_code: code, status_description: word, events: log });
    },
    stop: () => app.close(),
  };
}

interface Books {
  readonly labels: ReadonlyMap<string, Label>;
  readonly shipments: ReadonlyMap<string, Shipment>;
  readonly byReference: (reference: string) => Label | undefined;
  readonly events: ReadonlyMap<string, readonly Event[]>;
}
function reading(app: FastifyInstance, { labels, shipments, byReference, events }: Books): void {
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
