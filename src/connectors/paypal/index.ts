/** PayPal: balances and what moved them, from reports and the Transaction Search API. https://developer.paypal.com/reports */
import { defineConnector } from '../contract.ts';
import {
  statementBudget, statementFiles, statementReader, statementSecrets, statementSettings, statementStreams, type StatementSettings,
} from '../statement/connector.ts';
import { isJson } from '../statement/json.ts';
import { linesOf } from '../statement/text.ts';
import { readActivity } from './activity.ts';
import { CLASSES_VERSION } from './classes.ts';
import { disputeIn, isDispute } from './dispute.ts';
import { readSearch } from './search.ts';
import { readSettlement } from './settlement.ts';

/** A settlement report's first record is its header: of the report, or of what is left of it. */
function isSettlement(bytes: Uint8Array): boolean {
  for (const { text } of linesOf(bytes.subarray(0, 4096))) return /^"?(RH|FH|SH|CH)"?[,\t|]/.test(text);
  return false;
}

const statement = statementReader<StatementSettings>(async (port, source) => {
  if (isJson(source.head)) return readSearch(port, source);
  return isSettlement(source.head) ? readSettlement(port, source) : readActivity(port, source);
});

export default defineConnector<StatementSettings>({
  name: 'paypal',
  kind: 'payments',
  apiVersion: 'v1-reporting', // https://developer.paypal.com/docs/api/transaction-search/v1/
  mappingVersion: CLASSES_VERSION,
  settings: statementSettings('UTC'),
  secrets: statementSecrets,
  budget: statementBudget,
  can: {
    polls: [statementFiles],
    streams: statementStreams,
    read: async (port, document) => (isDispute(document) ? disputeIn(port, document) : statement(port, document)),
  },
});
