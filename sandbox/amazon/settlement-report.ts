/** Puts a settlement where Amazon puts it: a report that is DONE, with a document to download. */
import type { FileStyle } from './settlement-file.ts';
import { settlementFile } from './settlement-file.ts';
import type { SettlementWish } from './settlement.ts';
import { settle } from './settlement.ts';
import type { World } from './world.ts';
import { serial, stamp } from './world.ts';

export const SETTLEMENT_REPORT = 'GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2';

export interface MadeSettlement {
  readonly settlementId: string;
  readonly reportId: string;
  readonly documentId: string;
  readonly currency: string;
  /** As the file's header states it, with a point. */
  readonly total: string;
  readonly rows: number;
  /** The file's content before encoding and compression. */
  readonly text: string;
}

export function makeSettlement(world: World, wish: SettlementWish, style: FileStyle = {}): MadeSettlement {
  const settlement = settle(world, wish);
  const file = settlementFile(settlement, style);
  const documentId = `amzn1.spdoc.1.4.na.twin.${serial(world)}`;
  const reportId = String(500_000_000_000 + serial(world));
  world.documents.set(documentId, { id: documentId, bytes: file.bytes, gzip: style.gzip ?? false });
  world.reports.set(reportId, {
    id: reportId, type: SETTLEMENT_REPORT, marketplaceIds: [wish.marketplaceId], status: 'DONE', documentId,
    start: settlement.start, end: settlement.end, created: stamp(world),
  });
  return {
    settlementId: settlement.id, reportId, documentId, currency: settlement.marketplace.currency, total: file.total,
    rows: settlement.rows.length, text: file.text,
  };
}
