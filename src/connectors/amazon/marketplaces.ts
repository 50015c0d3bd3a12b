/** Amazon's marketplaces, and their currencies for the one document that has no amount: a free replacement. */
import { currency, type Currency } from '#domain/measure.ts';

const CURRENCY: Readonly<Record<string, string>> = {
  ATVPDKIKX0DER: 'USD', A2EUQ1WTGCTBG2: 'CAD', A1AM78C64UM0Y8: 'MXN', A2Q3Y263D00KWC: 'BRL',
  A1PA6795UKMFR9: 'EUR', A13V1IB3VIYZZH: 'EUR', APJ6JRA9NG5V4: 'EUR', A1RKKUPIHCS9HS: 'EUR', A1805IZSGTT6HS: 'EUR',
  AMEN7PMS3EDWL: 'EUR', A28R8C7NBKEWEA: 'EUR', A1F83G8C2ARO7P: 'GBP', A2NODRKZP88ZB9: 'SEK', A1C3SOZRARQ6R3: 'PLN',
  A33AVAJ2PDY3EV: 'TRY', ARBP9OOSHTCHU: 'EGP', A17E79C6D8DWNP: 'SAR', A2VIGQ35RCS4UG: 'AED', A21TJRUUN4KGV: 'INR',
  A1VC38T7YXB528: 'JPY', A39IBJ37TRP1C6: 'AUD', A19VAU5U5O7RUS: 'SGD', AE08WJ6YKNBMC: 'ZAR',
};

export const MARKETPLACES: readonly string[] = Object.keys(CURRENCY);

export function currencyAt(marketplaceId: string | undefined): Currency | undefined {
  const code = CURRENCY[marketplaceId ?? ''];
  return code === undefined ? undefined : currency(code);
}
