/**
 * What a code nobody has classified reads like: a proposal for the person who decides, never applied by itself. The
 * words of a code say more than its sign, and the sign decides between what was paid and what was charged.
 */
import type { PayoutClass } from './payout.ts';

/** In the order in which words count: 'refund of storage fee' is about storage. Accents are taken off before. */
const WORDS: readonly (readonly [PayoutClass, RegExp])[] = [
  ['facilitator-tax', /facilitator|withheld|remitted|marketplace.?tax/],
  ['withheld-tax', /\b(tds|tcs|withholding)\b|quellensteuer/],
  ['chargeback-fee', /(chargeback|dispute|ruckbuchung).*(fee|gebuhr)|(fee|gebuhr).*(chargeback|dispute|ruckbuchung)/],
  ['chargeback', /chargeback|dispute|claim|a-to-z|ruckbuchung|ruckbelastung|contracargo|litige|contestazion/],
  ['reimbursement', /reimburse|compensat|damage|lost|goodwill|kulanz|entschadigung|dedommage|indemni/],
  ['shipping-label', /label|postage|carrier|shipping.?service|etikett|etiquette|etiqueta|etichett/],
  ['fulfillment-fee', /low.?inventory|\bfba\b|\bwfs\b|fulfill?ment|\bpick|\bpack|removal|disposal|inbound|\bprep|handling|logisti/],
  ['storage-fee', /storage|aged|inventory|lager|stockage|almacen|stoccaggio|opslag/],
  ['advertising', /advert|sponsor|promoted|campaign|coupon|deal\b|\bads?\b|werb|anzeigen|publicit|pubblicit/],
  ['subscription', /subscription|monthly|membership|abonn?ement|abbonamento|suscripcion|grundgebuhr/],
  ['fee-tax', new RegExp([
    '(fee|commission|provision|comision|gebuhr|frais).*\\b(tax|vat|gst|iva|tva|mwst|ust)\\b',
    '\\b(vat|gst|tax|iva|tva|mwst|ust)\\b.*(fee|commission|provision|comision|gebuhr|frais)',
  ].join('|'))],
  ['commission', /commission|referral|final.?value|marketplace.?fee|closing|provision|comision|verkaufsgebuhr|commissie/],
  ['restocking-fee', /restock/],
  ['reserve', /reserve|\bholds?\b|holdback|rucklage|einbehalt|retencion|retenue/],
  ['loan', /loan|lending|capital|advance|kredit|prestamo|darlehen/],
  ['processing-fee', /(payout|transfer|conversion|instant|auszahlung).*(fee|gebuhr)/],
  ['transfer', /transfer|payout|pay.?in|top.?up|disburse|withdraw|deposit|auszahlung|uberweisung|virement|bonifico|transferencia/],
  ['conversion', /conversion|exchange|\bfx\b|umrechnung|change de devise|cambio/],
  ['gift-wrap', /gift.?wrap|geschenkverpackung|emballage.?cadeau/],
  ['gift-card', /gift.?card|voucher|gutschein/],
  ['tip', /\btips?\b|gratuity|trinkgeld|pourboire/],
  ['admin-fee', /penalt|\bfine\b|insurance|versicherung/],
  ['refund-tax', /refund.*tax|tax.*refund/],
  ['tax', /\b(tax|vat|gst|iva|tva|mwst|ust)\b|steuer|impuesto|imposta/],
  ['refund', /refund|return|erstattung|ruckzahlung|rembours|reembols|rimbors|terugbetaling/],
  ['promotion', /promo|discount|rebate|rabatt|remise|sconto|descuento/],
  ['shipping', /shipping|delivery|versand|livraison|envio|spedizione/],
  ['adjustment', /correct|adjust|manual|korrektur|ajust/],
  ['processing-fee', /fee|charge|cost|gebuhr|entgelt|frais|tarifa|kosten|tariffa/],
];
/** What only money that comes in can be. */
const SOLD = /\b(sales?|payment|verkauf|zahlung|vente|venta|vendita|paiement|pago|pagamento|betaling)\b/;

export function proposedClass(code: string, sum: bigint): PayoutClass {
  // Of Walmart everything that is no order stands under this.
  const words = code.replace(/fee\/reimbursement/i, '').normalize('NFKD').replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().replaceAll(/[_/]+/g, ' ');
  const found = WORDS.find(([, pattern]) => pattern.test(words));
  if (found) return found[0];
  if (sum > 0n && SOLD.test(words)) return 'sale';
  return sum > 0n ? 'reimbursement' : 'adjustment';
}
