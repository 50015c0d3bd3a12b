/** Whichever of the two was handed over. */
import type { News, Port } from '../contract.ts';
import type { StatementSettings } from '../statement/connector.ts';
import { isJson } from '../statement/json.ts';
import { unpacked } from '../statement/text.ts';
import { readFinances } from './finances.ts';
import { readTransactions } from './transactions.ts';

export async function readReport(port: Port<StatementSettings>, body: Uint8Array): Promise<readonly News[]> {
  const bytes = unpacked(body);
  return isJson(bytes) ? readFinances(port.connection, bytes) : readTransactions(port, bytes);
}
