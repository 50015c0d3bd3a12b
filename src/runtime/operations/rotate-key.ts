/**
 * Another master key: every tenant's data key is wrapped anew, in one commit, and with it what was sealed stays as it
 * is. Started again after it was killed anywhere, it goes on where it stopped.
 */
import { join } from 'node:path';
import { writeAudit } from '#store/audit.ts';
import { lockTenants, rewrapTenant } from '#store/configuration.ts';
import { transaction } from '#store/query.ts';
import {
  finishSuccession, fingerprint, KEY_NAME, masterKeys, NEXT_NAME, prepareSuccessor, type Succession,
} from '../master-key.ts';
import type { Platform } from '../platform.ts';
import { tryOpen, wrapTenantKey } from '../vault.ts';
import { conflict, invalid, type Act } from './operation.ts';

export interface Rotation {
  /** Fingerprints. */
  readonly from: string;
  readonly to: string;
  readonly tenants: number;
  /** Where the old key is kept, when keys are files. */
  readonly kept?: string;
}

/** `directory` holds the key's file; keys in the environment come before it. */
export async function rotateMasterKey(
  p: Platform, act: Act, directory: string, environment: NodeJS.ProcessEnv = process.env,
): Promise<Rotation> {
  const file = join(directory, 'master.key');
  const inFile = !environment[KEY_NAME];
  const keys = inFile ? prepareSuccessor(file) : given(file, environment);
  const said = { from: fingerprint(keys.current), to: fingerprint(keys.next) };
  if (said.from === said.to) throw invalid(`${KEY_NAME} and ${NEXT_NAME} are the same key.`);
  const tenants = await rewrapAll(p, act, keys);
  return { ...said, tenants, ...(inFile && { kept: finishSuccession(file) }) };
}

function given(file: string, environment: NodeJS.ProcessEnv): Succession {
  const { current, next } = masterKeys(file, environment);
  if (!next) throw invalid(`The key is in ${KEY_NAME}, so put its successor into ${NEXT_NAME} (threadline key new makes ` +
    'one), for every process; then rotate.');
  return { current, next };
}

async function rewrapAll(p: Platform, act: Act, { current, next }: Succession): Promise<number> {
  return transaction(p.pool, async (tx) => {
    let count = 0;
    for (const { tenant, wrapped_key: wrapped } of await lockTenants(tx)) {
      if (!wrapped || tryOpen(next, tenant, wrapped)) continue;
      const key = tryOpen(current, tenant, wrapped);
      if (!key) throw conflict(`Neither key opens the vault of tenant ${tenant}: nothing was changed.`);
      await rewrapTenant(tx, tenant, wrapTenantKey(next, tenant, key));
      await writeAudit(tx, {
        tenant, who: act.who, what: 'key.rotate', why: act.why ?? null,
        before: { master: fingerprint(current) }, after: { master: fingerprint(next) },
      });
      count += 1;
    }
    return count;
  });
}
