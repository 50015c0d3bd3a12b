/** The money ledger: posting rules over facts. (Rules land with src/domain/posting.) */
import type { LocalHandler } from './handler.ts';

export const moneyHandler: LocalHandler = async (_batch, deliveries) => deliveries.map(() => ({ drafts: [] }));
