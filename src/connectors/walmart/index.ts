/** Walmart Marketplace: what a payment is made of, from the reconciliation report. */
import { defineConnector } from '../contract.ts';
import {
  statementBudget, statementFiles, statementReader, statementSecrets, statementSettings, type StatementSettings,
} from '../statement/connector.ts';
import { CLASSES_VERSION } from './classes.ts';
import { readReport } from './report.ts';

export default defineConnector<StatementSettings>({
  name: 'walmart',
  kind: 'marketplace',
  apiVersion: 'recon-v1', // https://developer.walmart.com/us-marketplace/docs
  mappingVersion: CLASSES_VERSION,
  settings: statementSettings('America/Los_Angeles'),
  secrets: statementSecrets,
  budget: statementBudget,
  can: { polls: [statementFiles], read: statementReader(async (port, source) => readReport(port, await source.whole())) },
});
