/** Kinds of rows of a date range report in the languages of Amazon's sites, and what the money of such a row is. */
import type { PayoutClass } from '#domain/payout.ts';
import { classTable, wordKey } from '../../statement/payouts.ts';

export type Kind = 'order' | 'refund' | 'transfer' | 'other';

const KINDS: Readonly<Record<Exclude<Kind, 'other'>, readonly string[]>> = {
  order: ['Order', 'Bestellung', 'Commande', 'Ordine', 'Pedido', 'Bestelling', 'Beställning', 'Zamówienie', 'Sipariş', '注文',
    'Liquidations', 'Restverkäufe'],
  refund: ['Refund', 'Erstattung', 'Remboursement', 'Rimborso', 'Reembolso', 'Terugbetaling', 'Återbetalning', 'Zwrot kosztów', 'İade',
    '返金', 'Chargeback Refund', 'Rückerstattung durch Rückbuchung', 'A-to-z Guarantee Claim', 'A-bis-z-Garantieantrag',
    'A-bis-z-Garantie', 'Garantie A à Z', 'Reclamo dalla A alla Z', 'Reclamación de Garantía A a la z', 'Liquidations Adjustments',
    'Refund_Retrocharge', 'Erstattung durch Rückbuchung'],
  transfer: ['Transfer', 'Übertrag', 'Transfert', 'Trasferimento', 'Transferir', 'Transferencia', 'Overboeking', 'Överföring',
    'Przelew', 'Aktarım', 'Transferência', '振込み', '振込', '送金'],
};
const kinds = new Map(Object.entries(KINDS).flatMap(([kind, words]) => words.map((w) => [wordKey(w), kind as Kind])));
export const kindOf = (type: string): Kind => kinds.get(wordKey(type)) ?? 'other';

/** By the row's type, when its money stands in a column that does not say. */
const BY_TYPE = classTable({
  adjustment: ['Balance Adjustment'],
  reimbursement: ['Adjustment', 'Anpassung', 'Ajustement', 'Modifica', 'Ajuste', 'Aanpassing', 'Justering', 'Korekta', '調整',
    'SAFE-T Reimbursement', 'SAFE-T-Erstattung', 'Remboursement SAFE-T'],
  'storage-fee': ['FBA Inventory Fee', 'Versand durch Amazon Lagergebühr', 'Frais de stock Expédié par Amazon',
    'Costo di stoccaggio Logistica di Amazon', 'Tarifas de inventario de Logística de Amazon', 'FBA 在庫関連の手数料', 'FBA-lagergebühr'],
  'fulfillment-fee': ['FBA Customer Return Fee', 'FBA Transaction fees', 'Gebühr für Kundenrücksendungen',
    'FBA Transaktionsgebühren', 'FBA-Gebühr für Kundenrücksendungen'],
  advertising: ['Deal Fee', 'Blitzangebotsgebühr', 'Angebotsgebühr', 'Lightning Deal Fee'],
  'shipping-label': ['Shipping Services', 'Versanddienstleistungen', 'Servizi di spedizione', 'Services de livraison'],
  tax: ['Order_Retrocharge'],
  'carried-forward': ['Debt', 'Verbindlichkeit', 'Dette', 'Debito', 'Deuda', '未払い金'],
  subscription: ['Subscription fee'],
});

/** By the words of the description, of service fees and adjustments; the first that is in it. */
const BY_WORDS: readonly (readonly [PayoutClass, RegExp])[] = [
  ['reserve', /reserve|rücklage|réserve|riserva|reserva/i],
  ['reimbursement', /reimburs|lost|damage|erstattung|remboursement|rimborso|reembolso/i],
  ['advertising', /advertis|werbe(kosten|anzeige|aktion)|publicit|pubblicit|広告|coupon/i],
  ['subscription', /subscription|abonnement|abbonamento|suscripci|abonament|月額登録料/i],
  ['storage-fee', /storage|lagergebühr|stockage|stoccaggio|almacenamiento|保管/i],
  ['fulfillment-fee', /fba|versand durch amazon|expédié par amazon|log[ií]stica d[ei] amazon|inbound|removal|disposal|remission/i],
  ['shipping-label', /shipping label|versandetikett|postage|étiquette|etichett|etiqueta/i],
];

export function otherClass(kind: Kind, type: string, description: string): PayoutClass {
  if (kind === 'transfer') return 'transfer';
  const said = BY_TYPE(type);
  if (said === 'carried-forward' || said === 'tax') return said;
  return BY_WORDS.find(([, words]) => words.test(description))?.[0] ?? said ?? 'unknown';
}
