/** A string that has been looked at once, at the border, and is trusted afterwards. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };

export type TenantId = Brand<string, 'TenantId'>; // one retailer
export type OrderId = Brand<string, 'OrderId'>; // ours
export type Sku = Brand<string, 'Sku'>; // ours, canonical; GTIN and listing ids map to it
export type LocationId = Brand<string, 'LocationId'>; // ours; GLN maps to it
export type ConnectionId = Brand<string, 'ConnectionId'>; // one authorised account at one partner
export type ExternalId = Brand<string, 'ExternalId'>; // theirs; meaningful only with a ConnectionId
export type IdempotencyKey = Brand<string, 'IdempotencyKey'>; // made once per wish, before its first attempt
export type PartyId = Brand<string, 'PartyId'>; // a person or company in the vault; never personal data itself
export type Timestamp = Brand<string, 'Timestamp'>; // RFC 3339 in UTC; arithmetic goes through Temporal (time.ts)
export type LocalDate = Brand<string, 'LocalDate'>; // YYYY-MM-DD, in the legal entity's zone
export type Account = Brand<string, 'Account'>; // 'assets:clearing:shopify-us'

export const brand = <T extends Brand<string, string>>(raw: string): T => raw as T;
