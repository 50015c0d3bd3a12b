/** Personal data of one person or company. Lives in the vault only; never in a message, log line or metric. */
export interface Party {
  readonly name?: string;
  readonly company?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly street?: readonly string[];
  readonly city?: string;
  readonly region?: string;
  readonly postcode?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
  readonly taxNumber?: string;
  /** The channel's id of the customer, so that an erasure request finds every record. */
  readonly customer?: string;
}
