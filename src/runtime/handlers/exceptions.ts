/**
 * A workflow that needs a person asks for one: its wish stands on the worklist, parked with the owner of its
 * kind, until somebody settles it or what it asked for comes about by itself. The story goes on beside it.
 */
import type { ExceptionSettled, RaiseException } from '#domain/messages.ts';
import { closeException } from '../operations/settle.ts';
import type { LocalHandler, Result } from './handler.ts';

export const exceptionHandler: LocalHandler = async (batch, deliveries) => {
  const results: Result[] = [];
  for (const d of deliveries) {
    if (d.type === 'ExceptionSettled') {
      await closeException(batch.tx, d.tenant, d.data as ExceptionSettled['data']);
      results.push({ drafts: [] });
      continue;
    }
    const { kind, detail } = d.data as RaiseException['data'];
    results.push({ fault: { kind: 'Refused', exception: kind, detail } });
  }
  return results;
};
