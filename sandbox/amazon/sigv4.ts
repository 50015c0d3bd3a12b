/**
 * AWS Signature Version 4, the checking side: the queue believes nobody who cannot sign. Written from the
 * algorithm (canonical request, string to sign, derived key), independently of the connector's signer.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface AwsAccount {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

const SKEW = 15 * 60_000;
const HEADER = new RegExp(
  '^AWS4-HMAC-SHA256 Credential=(?<keyId>[^/]+)/(?<day>\\d{8})/(?<region>[^/]+)/(?<service>[^/]+)/aws4_request, ?'
  + 'SignedHeaders=(?<names>[^,]+), ?Signature=(?<signature>[0-9a-f]{64})$',
);
type Claim = Readonly<Record<'keyId' | 'day' | 'region' | 'service' | 'names' | 'signature', string>>;

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();

/** Undefined when the signature holds; otherwise AWS's word for what is wrong. */
export function signatureProblem(request: SignedRequest, account: AwsAccount, now: number): string | undefined {
  const header = request.headers['authorization'];
  if (typeof header !== 'string') return 'MissingAuthenticationToken';
  const claim = HEADER.exec(header)?.groups as Claim | undefined;
  if (!claim) return 'IncompleteSignature';
  const { day, region, service } = claim;
  if (claim.keyId !== account.accessKeyId) return 'InvalidClientTokenId';
  const date = String(request.headers['x-amz-date']);
  if (!(Math.abs(amzTime(date) - now) <= SKEW)) return 'RequestExpired';
  const names = claim.names.split(';');
  const complete = names.includes('host') && names.includes('x-amz-date') && date.startsWith(day);
  if (!complete || region !== account.region || service !== 'sqs') return 'SignatureDoesNotMatch';
  const canonical = canonicalRequest(request, names);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = hmac(hmac(hmac(hmac(`AWS4${account.secretAccessKey}`, day), region), service), 'aws4_request');
  const expected = hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n'));
  return timingSafeEqual(expected, Buffer.from(claim.signature, 'hex')) ? undefined : 'SignatureDoesNotMatch';
}

function canonicalRequest({ method, path, headers, body }: SignedRequest, names: readonly string[]): string {
  const lines = names.map((n) => `${n}:${String(headers[n] ?? '').trim().replace(/\s+/g, ' ')}`);
  return [method, path, '', ...lines, '', names.join(';'), sha256(body)].join('\n');
}

/** Not a number when the date is missing or not written as AWS writes it. */
function amzTime(date: string): number {
  const iso = date.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, '$1-$2-$3T$4:$5:$6Z');
  return Date.parse(iso);
}
