/**
 * A bank's statement: refused whole when it does not add up; its lines written with what people wrote in them sealed. What
 * repeats an earlier statement is found out later, one statement after the other (handlers/deposits.ts).
 */
import { createHmac } from 'node:crypto';
import { imbalance, keysOf, type BankLine } from '#domain/bank-statement.ts';
import { stop } from '#domain/fault.ts';
import { toDecimal } from '#domain/measure.ts';
import type { News } from '#connectors/contract.ts';
import { saveBankLines, saveStatement, type NewBankLine } from '#store/bank.ts';
import { sealWords } from './bank-words.ts';
import type { Hearing } from './forget.ts';
import { fact, type Heard } from './heard.ts';
import { derivedUuid, statementIdOf } from './identity.ts';
import { tenantOf } from './platform.ts';

/** Lines and deposits are matched with each other: one after the other, for a whole tenant. */
export const DEPOSITS_SUBJECT = 'bank:deposits';

export function bankStatement(h: Hearing, { statement: s }: Extract<News, { said: 'bank-statement' }>): Heard {
  const off = imbalance(s);
  if (off) throw stop.refused('StatementVariance', off);
  const { tenant } = h.d;
  const external = [s.account, s.currency, s.format, s.number ?? '', s.from ?? '', s.to, s.opening ? toDecimal(s.opening) : '',
    s.closing ? toDecimal(s.closing) : '', s.lines.length, keysOf(s.lines).join('\n')].join('|');
  const statementId = statementIdOf(tenant, h.c.connection, external);
  const correlation = derivedUuid(tenant, 'story', statementId);
  const { lines, ...head } = s;
  const data = { ...head, statementId, lineCount: lines.length };
  const draft = fact(h, 'BankStatementReceived', data, {
    key: statementId, correlation, subject: DEPOSITS_SUBJECT,
    ...(s.number && { references: [{ reference: s.number, kind: 'statement', connection: h.c.connection }] }),
  });
  const rows = rowsOf(h, statementId, lines);
  const at = { tenant, statementId, correlation };
  return { drafts: [draft], beside: async (tx) => {
    if (await saveStatement(tx, { ...at, ...head, lineCount: lines.length })) await saveBankLines(tx, { ...at, ...head }, rows);
  } };
}

function rowsOf(h: Hearing, statementId: string, lines: readonly BankLine[]): NewBankLine[] {
  const own = tenantOf(h.p, h.d.tenant).key;
  const keys = keysOf(lines);
  return lines.map((l, i) => {
    const lineId = `${statementId.replace('stm-', 'bln-')}-${i + 1}`;
    return {
      lineId, ordinal: i + 1, amount: l.amount.count, booked: l.booked, ...(l.valued && { valued: l.valued }),
        ...(l.code && { code: l.code }),
      words: sealWords(own, lineId, { payer: l.payer ?? '', text: l.text, names: l.names, reference: l.reference ?? '' }),
      likeness: createHmac('sha256', own.key).update(keys[i]!).digest('base64url').slice(0, 27),
      ...(l.original && { original: l.original }), ...(l.charges && { charges: l.charges.count }),
    };
  });
}
