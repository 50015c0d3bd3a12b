/** A bank account, read from its statements: camt.053, MT940, BAI2, OFX, or the bank's own CSV. */
import type { BankStatement } from '#domain/bank-statement.ts';
import { stop } from '#domain/fault.ts';
import { defineConnector, type News, type Port } from '#connectors/contract.ts';
import { statementBudget, statementFiles } from '#connectors/statement/connector.ts';
import { textOf, unpacked } from '#connectors/statement/text.ts';
import { isBai2, readBai2 } from './bai2.ts';
import { camtRelative, isCamt, readCamt } from './camt.ts';
import { isCsv, readCsv } from './csv.ts';
import { isMt940, readMt940 } from './mt940.ts';
import { isOfx, readOfx } from './ofx.ts';
import { secrets, settings, type Settings } from './settings.ts';
import { checked } from './sums.ts';

const HEAD = 4000;

async function statementsIn(port: Port<Settings>, bytes: Uint8Array): Promise<BankStatement[]> {
  const text = [...textOf(bytes)].join('');
  const head = text.slice(0, HEAD);
  if (isCamt(head)) return readCamt(text, port.connection);
  const relative = camtRelative(head);
  const kind = relative === '052' ? 'a report within the day' : 'a notification of single bookings';
  if (relative) throw stop.malformed(`this is a camt.${relative}, ${kind}: ` +
    'what it says comes again in the statement of the day, so hand over the camt.053');
  if (isOfx(head)) return readOfx(text, port.connection);
  if (isMt940(head)) return readMt940(text, port.connection);
  if (isBai2(head)) return readBai2(text, port.connection);
  if (isCsv(bytes, port.settings)) return readCsv(bytes, port.connection, port.settings);
  throw stop.malformed('this is neither camt.053, MT940, BAI2, OFX nor a CSV whose columns are known: ' +
    'no day and amount were found; name them in the setting “csv”');
}

export default defineConnector<Settings>({
  name: 'bank',
  kind: 'payments',
  apiVersion: 'camt.053.001.02–13, MT940, BAI2, OFX 1.0–2.3', // https://www.iso20022.org/catalogue-messages
  mappingVersion: 1,
  settings,
  secrets,
  budget: statementBudget,
  can: {
    polls: [{ ...statementFiles, name: 'statements' }],
    async read(port, { body }): Promise<readonly News[]> {
      const statements = checked(await statementsIn(port, unpacked(body)));
      return statements.map((statement) => ({ said: 'bank-statement', statement }));
    },
  },
});
