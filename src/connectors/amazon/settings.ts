/** One connection is one seller account in one region: a refresh token, its marketplaces, a queue for what is new. */
import { z } from 'zod';

export const settings = z.object({
  baseUrl: z.url().describe('The region’s address: https://sellingpartnerapi-na.amazon.com, -eu or -fe'),
  loginUrl: z.url().default('https://api.amazon.com/auth/o2/token').describe('Where Login with Amazon issues tokens'),
  clientId: z.string().min(1).describe('The application’s client id (LWA)'),
  clientSecret: z.string().min(1).describe('The application’s client secret (LWA)'),
  refreshToken: z.string().min(1).describe('The seller’s refresh token for this application'),
  sellerId: z.string().min(1).describe('The merchant id, as Seller Central shows it'),
  marketplaceIds: z.array(z.string().min(1)).min(1)
    .describe('Marketplaces this connection serves; others are left alone'),
  ordersFrom: z.iso.datetime({ offset: true }).optional()
    .describe('Orders placed earlier belong to whoever ran the shop before; they are not taken'),
  backfillDays: z.number().int().min(0).max(90).default(2).describe('How far the first search looks back'),
  queueUrl: z.url().optional()
    .describe('The SQS queue that Amazon sends ORDER_CHANGE to; without it only searches run'),
  queueRegion: z.string().default('us-east-1').describe('AWS region of the queue'),
  queueAccessKeyId: z.string().optional().describe('AWS access key that may receive and delete on the queue'),
  queueSecretAccessKey: z.string().optional().describe('Its secret'),
  productType: z.string().default('PRODUCT').describe('Product type named when only a quantity is patched'),
  reportZone: z.string().default('UTC').describe('IANA zone of times that name none, in date range reports'),
  callbackUrl: z.string().optional().describe('Set (to anything) to have the subscription checked and renewed'),
});
export type Settings = z.output<typeof settings>;
export const secrets = ['clientSecret', 'refreshToken', 'queueSecretAccessKey'] as const;

/** The queue as Amazon and AWS name it; undefined when none is configured or half of its credentials are missing. */
export function queueOf(s: Settings): Queue | undefined {
  if (!s.queueUrl || !s.queueAccessKeyId || !s.queueSecretAccessKey) return undefined;
  const [account = '', name = ''] = new URL(s.queueUrl).pathname.split('/').filter((part) => part !== '');
  return {
    url: s.queueUrl, region: s.queueRegion, arn: `arn:aws:sqs:${s.queueRegion}:${account}:${name}`, name,
    accessKeyId: s.queueAccessKeyId, secretAccessKey: s.queueSecretAccessKey,
  };
}
export interface Queue {
  readonly url: string;
  readonly region: string;
  readonly arn: string;
  readonly name: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
