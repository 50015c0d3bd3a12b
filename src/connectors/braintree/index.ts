/** Braintree: settled transactions with their fees, one payout per disbursement. */
import { defineConnector } from '../contract.ts';
import {
  statementBudget, statementFiles, statementReader, statementSecrets, statementSettings, statementStreams, type StatementSettings,
} from '../statement/connector.ts';
import { CLASSES_VERSION } from './classes.ts';
import { readReport } from './report.ts';

export default defineConnector<StatementSettings>({
  name: 'braintree',
  kind: 'payments',
  apiVersion: 'settlement-reports', // https://developer.paypal.com/braintree/articles/control-panel/reporting
  mappingVersion: CLASSES_VERSION,
  settings: statementSettings('UTC'),
  secrets: statementSecrets,
  budget: statementBudget,
  can: { polls: [statementFiles], streams: statementStreams, read: statementReader(readReport) },
});
