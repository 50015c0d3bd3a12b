/**
 * AWS Signature Version 4 for one kind of request: a POST of JSON to a queue. The algorithm is public and
 * forty lines; the SDK that brings it is larger than this connector.
 */
import { createHash, createHmac } from 'node:crypto';
import type { Timestamp } from '#domain/brand.ts';
import type { Queue } from './settings.ts';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();

/** The headers that make `body` ours, valid for a quarter of an hour around `now`. */
export function signed(queue: Queue, operation: string, body: string, now: Timestamp): Record<string, string> {
  const { host, pathname } = new URL(queue.url);
  const time = now.replaceAll(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.0', 'x-amz-date': time, 'x-amz-target': `AmazonSQS.${operation}`,
  };
  const names = ['host', ...Object.keys(headers)].toSorted();
  const lines = names.map((name) => `${name}:${name === 'host' ? host : headers[name]}`);
  const request = ['POST', pathname, '', ...lines, '', names.join(';'), sha256(body)].join('\n');
  const scope = `${day}/${queue.region}/sqs/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(request)].join('\n');
  const key = [day, queue.region, 'sqs', 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${queue.secretAccessKey}`);
  const authorization = `AWS4-HMAC-SHA256 Credential=${queue.accessKeyId}/${scope}, ` +
    `SignedHeaders=${names.join(';')}, Signature=${hmac(key, text).toString('hex')}`;
  return { ...headers, authorization };
}
