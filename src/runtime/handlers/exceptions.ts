/**
 * A workflow that needs a person asks for one: its wish stands on the worklist, parked with the owner of its
 * kind, until somebody settles it or what it asked for comes about by itself. The story goes on beside it.
 */
import type { ExceptionSettled, RaiseException } from '#domain/messages.ts';
import { closeException } from '../operations/settle.ts';
import { mappingOf, tenantOf } from '../platform.ts';
import type { Batch, LocalHandler, Result } from './handler.ts';

export const exceptionHandler: LocalHandler = async (batch, deliveries) => {
  const results: Result[] = [];
  for (const d of deliveries) {
    if (d.type === 'ExceptionSettled') {
      await closeException(batch.tx, d.tenant, d.data as ExceptionSettled['data']);
      results.push({ drafts: [] });
      continue;
    }
    const { kind, detail, waitsOn } = d.data as RaiseException['data'];
    if (waitsOn && isMapped(batch, d.tenant, waitsOn)) results.push({ drafts: [] });
    else results.push({ fault: { kind: 'Refused', exception: kind, detail, ...(waitsOn && { waitsOn }) } });
  }
  return results;
};

/** What would have settled it is there by now: 'mapping:fee:amazon-us:Some code'. */
function isMapped({ platform }: Batch, tenant: string, waitsOn: string): boolean {
  const [, name = '', connection = '', external = ''] = /^mapping:([^:]*):([^:]*):(.*)$/s.exec(waitsOn) ?? [];
  return mappingOf(tenantOf(platform, tenant), name, connection, external) !== undefined;
}
