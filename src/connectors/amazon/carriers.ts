/** A carrier in Amazon's words: a mapping first, then the well-known SCACs, then 'Other' with the name as it is. */
import type { Port } from '#connectors/contract.ts';
import type { Settings } from './settings.ts';

const CODES: Readonly<Record<string, string>> = {
  UPSN: 'UPS', UPS: 'UPS', USPS: 'USPS', FDXG: 'FedEx', FDXE: 'FedEx', FDEG: 'FedEx', FDEN: 'FedEx', FEDEX: 'FedEx',
  DHLC: 'DHL', DHLN: 'DHL', DHL: 'DHL', DHLG: 'DHL eCommerce', ONTR: 'OnTrac', LASE: 'LaserShip', DPD: 'DPD',
  GLS: 'GLS', HERMES: 'Hermes', EVRI: 'Evri', POSTNL: 'PostNL', PURO: 'Purolator', AMZN: 'Amazon Shipping',
};

export async function carrierOf(
  port: Port<Settings>, carrier: string,
): Promise<{ readonly carrierCode: string; readonly carrierName?: string }> {
  const carrierCode = (await port.mapping('carrier', carrier)) ?? CODES[carrier.toUpperCase()];
  return carrierCode === undefined ? { carrierCode: 'Other', carrierName: carrier } : { carrierCode };
}
