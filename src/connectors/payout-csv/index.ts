/** Payout files of whoever has no connector of its own: one documented shape, with settings for what differs. */
import { defineConnector, type Poll } from '../contract.ts';
import { statementBudget, statementFiles, statementSecrets, statementStreams, type StatementSettings } from '../statement/connector.ts';
import { sourceOf } from '../statement/source.ts';
import { CLASSES_VERSION } from './classes.ts';
import { readReport } from './report.ts';
import { settings, type Settings } from './settings.ts';

export default defineConnector<Settings>({
  name: 'payout-csv',
  kind: 'payments',
  apiVersion: '1', // docs/guides/generic-payout-csv.md
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
