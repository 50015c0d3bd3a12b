/** Adyen: settlement details reports, one batch each. https://docs.adyen.com/reporting/settlement-reconciliation */
import { defineConnector } from '../contract.ts';
import {
  statementBudget, statementFiles, statementReader, statementSecrets, statementSettings, statementStreams, type StatementSettings,
} from '../statement/connector.ts';
import { CLASSES_VERSION } from './classes.ts';
import { readSettlement } from './settlement.ts';

export default defineConnector<StatementSettings>({
  name: 'adyen',
  kind: 'payments',
  apiVersion: 'settlement-details-2026', // https://docs.adyen.com/reporting/settlement-reconciliation/transaction-level
  mappingVersion: CLASSES_VERSION,
  settings: statementSettings('Europe/Amsterdam'),
  secrets: statementSecrets,
  budget: statementBudget,
  can: { polls: [statementFiles], streams: statementStreams, read: statementReader(readSettlement) },
});
