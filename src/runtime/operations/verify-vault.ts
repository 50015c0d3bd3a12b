/**
 * A spot check that personal data stays in the vault: what is known of a person is looked for in the messages
 * of that person's own story. Reads past `readParty`, on purpose: nobody sees what is read, and ten thousand
 * audit entries of a nightly check would hide the ones that matter.
 */
import type { Party } from '#domain/party.ts';
import { messagesWith, someParties, type SampledParty, type Violation } from '#store/verify.ts';
import { tenantOf, type Platform } from '../platform.ts';
import { unseal } from '../vault.ts';

export const SAMPLE = 200;

export async function personalDataInMessages(p: Platform): Promise<{ looked: number; violations: Violation[] }> {
  const violations: Violation[] = [];
  const people = await someParties(p.pool, SAMPLE);
  for (const row of people) {
    const words = telling(open(p, row));
    const found = words.length > 0 ? await messagesWith(p.pool, row.tenant, row.correlation, words) : [];
    for (const { id, type } of found)
      violations.push({
        what: `${row.tenant} message ${id}`,
        detail: `${type} has something of ${row.party} in it that belongs into the vault`,
      });
  }
  return { looked: people.length, violations };
}

function open(p: Platform, { tenant, party, wrapped_key, body }: SampledParty): Party {
  const belongsTo = `party:${tenant}:${party}`;
  const key = unseal(tenantOf(p, tenant).key.key, belongsTo, wrapped_key);
  return JSON.parse(unseal(key, belongsTo, body).toString()) as Party;
}

/** Long enough not to be there by chance; as JSON writes them, in lower case. */
const LEAST = 8;
const telling = ({ name, email, phone, street, taxNumber }: Party): string[] =>
  [name, email, phone, ...(street ?? []), taxNumber]
    .flatMap((value) => (value && value.length >= LEAST ? [JSON.stringify(value).slice(1, -1).toLowerCase()] : []));
