/** Walmart Marketplace: what a payment is made of, from the reconciliation report. */
import { defineConnector } from '../contract.ts';
import {
  statementBudget, statementFiles, statementReader, statementSecrets, statementSettings, statementStreams, type StatementSettings,
} from '../statement/connector.ts';
import { CLASSES_VERSION } from './classes.ts';
import { isJson } from '../statement/json.ts';
import { looksLike } from '../statement/table.ts';
import { OLDER, readOlder } from './older.ts';
import { readReport } from './report.ts';

export default defineConnector<StatementSettings>({
  name: 'walmart',
  kind: 'marketplace',
  apiVersion: 'recon-v1', // https://developer.walmart.com/us-marketplace/docs
  mappingVersion: CLASSES_VERSION,
  settings: statementSettings('America/Los_Angeles'),
  secrets: statementSecrets,
  budget: statementBudget,
  can: {
    polls: [statementFiles],
    streams: statementStreams,
    read: statementReader((port, source) =>
      (!isJson(source.head) && looksLike(source, OLDER) ? readOlder(port, source) : readReport(port, source))),
  },
});
