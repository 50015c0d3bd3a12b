/**
 * A workflow that needs a person asks for one: its wish stands on the worklist, parked with the owner of its
 * kind, until somebody settles it. The story goes on beside it.
 */
import type { RaiseException } from '#domain/messages.ts';
import type { LocalHandler } from './handler.ts';

export const exceptionHandler: LocalHandler = async (_batch, deliveries) =>
  deliveries.map((d) => {
    const { kind, detail } = d.data as RaiseException['data'];
    return { fault: { kind: 'Refused', exception: kind, detail } };
  });
