/** What a test needs to play the 3PL's client: a clock to turn, and files to drop and read. */
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededFaults } from '../faults.ts';
import { readControlFile, writeControlFile, type Row } from './control-file.ts';
import { startThreePlTwin, type ThreePlOptions, type ThreePlTwin } from './index.ts';
import { INBOUND, kindOfName, OUTBOUND, type OutboundKind } from './layout.ts';

export interface Client {
  readonly twin: ThreePlTwin;
  /** Turns the clock and lets the warehouse beat. */
  pass(ms: number): Promise<void>;
}

export async function startClient(options: Partial<ThreePlOptions> = {}): Promise<Client> {
  let at = Date.parse('2026-01-05T10:00:00.000Z');
  const twin = await startThreePlTwin({
    faults: seededFaults(1), now: () => new Date(at), locationCode: 'ELP1', stock: { MUG: 10, TEE: 5 },
    password: 'a-password-of-the-test', pace: { beatMs: 0, patienceMs: 0 }, ...options,
  });
  return {
    twin,
    pass(ms) {
      at += ms;
      return twin.tick();
    },
  };
}

export const requestRow = (ref: string, sku: string, quantity: number, more: Row = {}): Row => ({
  request_ref: ref, order_ref: `O-${ref}`, line_ref: '1', sku, quantity: String(quantity), location: 'ELP1',
  service: 'STANDARD', ship_by: '2026-01-06T00:00:00Z', consignee: 'A. Person', address1: '1 Test Street',
  city: 'Springfield', postal_code: '62701', country: 'US', ...more,
});

export const requestFile = (rows: readonly Row[]): string => writeControlFile(INBOUND.SHIPREQ, rows);
export const cancelFile = (ref: string, line = ''): string =>
  writeControlFile(INBOUND.CANCEL, [{ request_ref: ref, line_ref: line, reason: 'CUSTOMER' }]);

let dropped = 0;
export function drop(twin: ThreePlTwin, kind: 'SHIPREQ' | 'CANCEL', text: string): string {
  const name = `${kind}_ELP1_T${String(++dropped).padStart(4, '0')}.csv`;
  writeFileSync(join(twin.folder, 'inbound', `${name}.part`), text);
  renameSync(join(twin.folder, 'inbound', `${name}.part`), join(twin.folder, 'inbound', name));
  return name;
}

export const names = (twin: ThreePlTwin, kind: OutboundKind, folder = 'outbound'): string[] =>
  readdirSync(join(twin.folder, folder)).filter((n) => kindOfName(n) === kind).sort();

/** The rows of all readable files of a kind, in order of their names. */
export function rows(twin: ThreePlTwin, kind: OutboundKind): Row[] {
  return names(twin, kind).flatMap((name) => {
    const read = readControlFile(OUTBOUND[kind], readFileSync(join(twin.folder, 'outbound', name), 'utf8'));
    return 'rows' in read ? read.rows : [];
  });
}
