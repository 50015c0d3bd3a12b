/** eBay: payouts from the Finances API or the transaction report of Seller Hub. */
import { defineConnector } from '../contract.ts';
import {
  statementBudget, statementFiles, statementReader, statementSecrets, statementSettings, statementStreams, type StatementSettings,
} from '../statement/connector.ts';
import { CLASSES_VERSION } from './classes.ts';
import { readReport } from './report.ts';

export default defineConnector<StatementSettings>({
  name: 'ebay',
  kind: 'marketplace',
  apiVersion: 'finances-1.9.0', // https://developer.ebay.com/api-docs/sell/finances/overview.html
  mappingVersion: CLASSES_VERSION,
  settings: statementSettings('UTC'),
  secrets: statementSecrets,
  budget: statementBudget,
  can: { polls: [statementFiles], streams: statementStreams, read: statementReader(readReport) },
});
