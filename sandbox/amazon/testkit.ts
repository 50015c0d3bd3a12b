/** A seller's side for the twin's tests: logs in, calls, signs for the queue, holds every answer against the model. */
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import type { FaultLevel, Faults } from '../faults.ts';
import { seededFaults } from '../faults.ts';
import type { AmazonTwin, AmazonTwinOptions } from './index.ts';
import { startAmazonTwin } from './index.ts';
import { modelProblem } from './models.ts';

export const ACCOUNT = {
  clientId: 'amzn1.application-oa2-client.test', clientSecret: 'client-secret', refreshToken: 'Atzr|refresh',
  sellerId: 'A1TESTSELLER',
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

// A test reads answers field by field; a wrong guess shows as a failed assertion, not as a type error.
export type Json = { readonly [key: string]: Json } & { readonly length?: number } & Iterable<Json> & readonly Json[];

export interface Bench {
  readonly twin: AmazonTwin;
  readonly faults: Faults;
  /** Business time and protocol time, both movable; `tick` passes before each call, so that buckets refill. */
  readonly time: { now: number; clock: number; tick: number };
  token(grant?: Readonly<Record<string, string>>): Promise<Answer>;
  login(): Promise<void>;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  sqs(operation: string, body: object, secret?: string): Promise<Answer>;
  stop(): Promise<void>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** False where the twin is asked to leave the model (drift). */
  readonly check?: boolean;
}

export const START = Date.parse('2026-11-02T08:00:00.000Z');

export async function bench(options: Partial<AmazonTwinOptions> = {}, level: FaultLevel = 'none'): Promise<Bench> {
  const faults = seededFaults(7, level);
  const time = { now: START, clock: START, tick: 0 };
  const twin = await startAmazonTwin({
    ...ACCOUNT, faults, now: () => new Date(time.now), clock: () => time.clock, delay: 30, searchLag: 0, ...options,
  });
  let token = '';
  const self: Bench = {
    twin, faults, time,
    token: (grant = {}) => post(`${twin.url}/auth/o2/token`, {
      grant_type: 'refresh_token', client_id: ACCOUNT.clientId, client_secret: ACCOUNT.clientSecret,
      refresh_token: ACCOUNT.refreshToken, ...grant,
    }),
    async login() {
      token = String((await self.token()).body['access_token']);
    },
    async call(method, path, { body, headers, check = true, ...given } = {}) {
      time.clock += time.tick;
      const response = await fetch(twin.url + path, {
        method,
        headers: {
          'x-amz-access-token': given.token ?? token, 'user-agent': 'twin-test/1', ...headers,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = await answerOf(response);
      const problem = modelProblem(method, path.split('?')[0] ?? '', answer.status, answer.body);
      if (check) assert.equal(problem, undefined);
      assert.match(response.headers.get('x-amzn-requestid') ?? '', /^[0-9a-f-]{36}$/);
      return answer;
    },
    sqs: (operation, body, secret) => signedCall(twin, operation, body, secret ?? twin.queue.secretAccessKey),
    stop: () => twin.stop(),
  };
  await self.login();
  return self;
}

async function post(url: string, form: Readonly<Record<string, string>>): Promise<Answer> {
  return answerOf(await fetch(url, { method: 'POST', body: new URLSearchParams(form) }));
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = (text === '' ? undefined : JSON.parse(text)) as Json;
  return { status: response.status, headers: response.headers, body };
}

/** Signs as AWS's signing guide says, apart from the twin's checker. */
async function signedCall(twin: AmazonTwin, operation: string, body: object, secret: string): Promise<Answer> {
  const { queue } = twin;
  const url = new URL(queue.url);
  const payload = JSON.stringify({ QueueUrl: queue.url, ...body });
  const date = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const sign = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest();
  const target = `AmazonSQS.${operation}`;
  const canonical = `POST\n${url.pathname}\n\nhost:${url.host}\nx-amz-date:${date}\nx-amz-target:${target}\n\n`
    + `host;x-amz-date;x-amz-target\n${hash(payload)}`;
  const scope = `${date.slice(0, 8)}/${queue.region}/sqs/aws4_request`;
  const key = ['sqs', 'aws4_request'].reduce<Buffer>(sign, sign(sign(`AWS4${secret}`, date.slice(0, 8)), queue.region));
  const signature = sign(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash(canonical)}`).toString('hex');
  return answerOf(await fetch(url, {
    method: 'POST',
    body: payload,
    headers: {
      'content-type': 'application/x-amz-json-1.0', 'x-amz-date': date, 'x-amz-target': target,
      authorization: `AWS4-HMAC-SHA256 Credential=${queue.accessKeyId}/${scope}, `
        + `SignedHeaders=host;x-amz-date;x-amz-target, Signature=${signature}`,
    },
  }));
}

/** Destination and subscription as Amazon wants them: a grantless token for the first, the seller's for the second. */
export async function subscribe(b: Bench, filter?: object): Promise<string> {
  const grant = await b.token({ grant_type: 'client_credentials', scope: 'sellingpartnerapi::notifications' });
  const token = String(grant.body['access_token']);
  const made = await b.call('POST', '/notifications/v1/destinations', {
    token, body: { name: 'orders', resourceSpecification: { sqs: { arn: b.twin.queue.arn } } },
  });
  const destinationId = made.body['payload']?.['destinationId'];
  const subscribed = await b.call('POST', '/notifications/v1/subscriptions/ORDER_CHANGE', {
    body: { payloadVersion: '1.0', destinationId, ...(filter ? { processingDirective: { eventFilter: filter } } : {}) },
  });
  assert.equal(subscribed.status, 200);
  return String(subscribed.body['payload']?.['subscriptionId']);
}
