/** Stripe: what a payout is made of, from its reports or the lists of its API. https://docs.stripe.com/reports */
import { defineConnector } from '../contract.ts';
import {
  statementBudget, statementFiles, statementReader, statementSecrets, statementSettings, statementStreams, type StatementSettings,
} from '../statement/connector.ts';
import { isJson } from '../statement/json.ts';
import { CLASSES_VERSION } from './classes.ts';
import { disputeIn, isDispute } from './dispute.ts';
import { readList } from './list.ts';
import { readTable } from './table.ts';

const statement = statementReader<StatementSettings>(async (port, source) =>
  (isJson(source.head) ? readList(port, source) : readTable(port, source)));

export default defineConnector<StatementSettings>({
  name: 'stripe',
  kind: 'payments',
  apiVersion: '2026-08', // https://docs.stripe.com/api/balance_transactions
  mappingVersion: CLASSES_VERSION,
  settings: statementSettings('UTC'),
  secrets: statementSecrets,
  budget: statementBudget,
  can: {
    polls: [statementFiles],
    streams: statementStreams,
    read: (port, document) => (isDispute(document) ? Promise.resolve(disputeIn(document)) : statement(port, document)),
  },
});
