/** What a transaction of eBay is, by its type in the API or in the languages of the report, and what its fees are. */
import type { PayoutClass } from '#domain/payout.ts';
import { classTable } from '../statement/payouts.ts';

/** Raise it when a word changes its class. */
export const CLASSES_VERSION = 2;

export const typeClass = classTable({
  sale: ['SALE', 'Order', 'Bestellung', 'Commande', 'Ordine', 'Pedido', 'Zamówienie'],
  refund: ['REFUND', 'CREDIT', 'Rückerstattung', 'Erstattung', 'Remboursement', 'Rimborso', 'Reembolso', 'Zwrot', 'Claim',
    'Fall', 'Antrag',
    'Réclamation', 'Contestazione', 'Reclamación'],
  chargeback: ['DISPUTE', 'Payment dispute', 'Zahlungsanfechtung', 'Litige de paiement', 'Contestation de paiement',
    'Contestazione del pagamento', 'Disputa de pago', 'Disputa del pago'],
  'shipping-label': ['SHIPPING_LABEL', 'Versandetikett', 'Versandlabel', 'Bordereau d’affranchissement', "Bordereau d'affranchissement",
    'Etichetta di spedizione', 'Etiqueta de envío'],
  transfer: ['TRANSFER', 'WITHDRAWAL', 'Payout', 'Auszahlung', 'Versement', 'Pagamento', 'Pago', 'Übertrag', 'Transfert', 'Trasferimento',
    'Transferencia', 'Charge', 'Belastung', 'Addebito', 'Cargo', 'Prélèvement'],
  reserve: ['Hold', 'Einbehalten', 'Einbehaltung', 'Retenue', 'Suspension', 'Trattenuta', 'Retención'],
  adjustment: ['ADJUSTMENT', 'Anpassung', 'Ajustement', 'Rettifica', 'Ajuste'],
  loan: ['LOAN_REPAYMENT', 'Loan repayment', 'Darlehensrückzahlung'],
});
export const isPayout = (type: string): boolean => /^(payout|auszahlung|versement|paiement|pagamento|pago|wypłata)$/i.test(type.trim());
const OTHER_FEE =
  /^(non_sale_charge|other fee|(andere|sonstige) gebühr(en)?|autres? frais|altr[ae] (tariff|commission).*|otras? tarifas?|inna opłata)$/i;
export const isFee = (type: string): boolean => OTHER_FEE.test(type.trim());

const FEES: readonly (readonly [PayoutClass, RegExp])[] = [
  ['advertising', /(^|[^a-z])ads?[ _]?fees?|\bads?\b|promot|anzeige|publicit|inserzion.*sponsor|campa/i],
  ['subscription', /subscription|store|shop-?abo|abonnement|abbonamento|suscripci/i],
  ['shipping-label', /label|etikett|bordereau|etichett|etiqueta/i],
  ['chargeback-fee', /dispute|anfechtung|litige|contest/i],
  ['fee-tax', /\bvat\b|\bgst\b|mwst|\btva\b|\biva\b/i],
  ['processing-fee', /payment processing|deposit processing|international|internationale|conversion/i],
  ['withheld-tax', /withh(o|e)ld|deduction.at.source|\btds\b/i],
  ['commission', new RegExp(['final.?value|insertion|provision|commission|angebotsgebühr|regulatory|regulatorisch|réglementaire',
    'below.?standard|unterdurchschnittlich|not.as.described|nicht wie beschrieben|charity|spende',
    'frais (fixes|variables)|tarifa (fija|variable)|listing',
    'bold|subtitle|gallery|reserve.?price|buy.it.now|second.?category|scheduled|classified'].join('|'), 'i')],
];
/** Undefined: nobody knows these words. */
export const feeClass = (words: string): PayoutClass | undefined => FEES.find(([, pattern]) => pattern.test(words))?.[0];
