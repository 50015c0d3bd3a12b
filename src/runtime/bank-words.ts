/** What stands in a bank line in words: who paid and what for. People pay too, so it is sealed with the tenant's key. */
import { seal, unseal, type TenantKey } from './vault.ts';

export interface BankWords {
  readonly payer: string;
  readonly text: string;
  readonly names: readonly string[];
  readonly reference: string;
}
const ownerOf = (tenant: string, lineId: string): string => `bank-line:${tenant}:${lineId}`;

export const sealWords = ({ tenant, key }: TenantKey, lineId: string, words: BankWords): Buffer =>
  seal(key, ownerOf(tenant, lineId), Buffer.from(JSON.stringify(words)));

export const openWords = ({ tenant, key }: TenantKey, lineId: string, sealed: Buffer): BankWords =>
  JSON.parse(unseal(key, ownerOf(tenant, lineId), sealed).toString('utf8')) as BankWords;
