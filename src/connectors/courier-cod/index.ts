/** Couriers that collect cash on delivery: their remittance sheets, a row per parcel. */
import { defineConnector } from '../contract.ts';
import { statementBudget, statementFiles, statementSecrets, statementStreams, type StatementSettings } from '../statement/connector.ts';
import { sourceOf } from '../statement/source.ts';
import { CLASSES_VERSION } from './classes.ts';
import { readReport } from './report.ts';
import { settings, type Settings } from './settings.ts';
import type { Poll } from '../contract.ts';

export default defineConnector<Settings>({
  name: 'courier-cod',
  kind: 'payments',
  apiVersion: 'remittance-csv-1', // docs/guides/generic-payout-csv.md
  mappingVersion: CLASSES_VERSION,
  settings,
  secrets: statementSecrets,
  budget: statementBudget,
  can: {
    polls: [statementFiles as Poll<StatementSettings> as Poll<Settings>],
    streams: statementStreams,
    read: async (port, document) => readReport(port, await sourceOf(document)),
  },
});
