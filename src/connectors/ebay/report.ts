/** Whichever of the two was handed over. */
import type { News, Port } from '../contract.ts';
import type { StatementSettings } from '../statement/connector.ts';
import { isJson } from '../statement/json.ts';
import type { Source } from '../statement/source.ts';
import { readFinances } from './finances.ts';
import { readTransactions } from './transactions.ts';

export const readReport = async (port: Port<StatementSettings>, source: Source): Promise<readonly News[]> =>
  (isJson(source.head) ? readFinances(port.connection, source) : readTransactions(port, source));
