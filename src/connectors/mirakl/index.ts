/** Marketplaces that run on Mirakl: the shop's transaction log, as exported or as TL02 lists it. */
import { defineConnector } from '../contract.ts';
import {
  statementBudget, statementFiles, statementReader, statementSecrets, statementSettings, statementStreams, type StatementSettings,
} from '../statement/connector.ts';
import { CLASSES_VERSION } from './classes.ts';
import { readReport } from './report.ts';

export default defineConnector<StatementSettings>({
  name: 'mirakl',
  kind: 'marketplace',
  apiVersion: 'TL02', // https://developer.mirakl.com
  mappingVersion: CLASSES_VERSION,
  settings: statementSettings('UTC'),
  secrets: statementSecrets,
  budget: statementBudget,
  can: { polls: [statementFiles], streams: statementStreams, read: statementReader(readReport) },
});
