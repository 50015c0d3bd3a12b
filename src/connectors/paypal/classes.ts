/**
 * What a movement of a PayPal balance is. Reports for programs name it by an event code (T-code); reports for people
 * by words in the language of the account. Codes decide where there are any. Words of a group are kept by their
 * first two digits; the exceptions stand beside it.
 */
import type { PayoutClass } from '#domain/payout.ts';

/** Raise it when a code or word changes its class. */
export const CLASSES_VERSION = 1;

const GROUPS: Readonly<Record<string, PayoutClass>> = {
  T00: 'sale', T01: 'processing-fee', T02: 'conversion', T03: 'transfer', T04: 'transfer', T06: 'transfer', T07: 'transfer',
  T15: 'reserve', T17: 'transfer', T19: 'adjustment', T20: 'transfer', T21: 'reserve', T22: 'transfer',
};
const CODES: Readonly<Record<string, PayoutClass>> = {
  T0001: 'unknown', T0101: 'subscription', T0106: 'chargeback-fee', T0114: 'chargeback-fee',
  T1100: 'refund', T1101: 'transfer', T1104: 'transfer', T1105: 'reserve', T1106: 'chargeback', T1107: 'refund',
  T1108: 'processing-fee', T1109: 'processing-fee', T1110: 'reserve', T1111: 'reserve', T1113: 'refund', T1116: 'reserve',
  T1119: 'reserve', T1120: 'reserve', T1201: 'chargeback', T1202: 'chargeback', T1205: 'chargeback', T1207: 'chargeback',
  T1208: 'chargeback',
};
export const byCode = (code: string): PayoutClass | undefined => {
  const word = code.trim().toUpperCase();
  return CODES[word] ?? GROUPS[word.slice(0, 3)];
};

const any = (...words: readonly string[]): RegExp => new RegExp(words.join('|'));
/** In the order in which they count: 'release of a payment hold' is about the hold, 'payment refund' about the refund. */
const WORDS: readonly (readonly [PayoutClass, RegExp])[] = [
  ['chargeback-fee', /chargeback.*fee|fee.*(chargeback|dispute)|r[üu]ckbuchungsgeb|g[ée]b[üu]hr.*r[üu]ckbuch/],
  ['conversion', any('conver(sion|si[óo]n|s[ãa]o|sione)|umrechnung|valutaomrekening|omrekening|przewalutowanie|change de devise',
    '通貨換算|外貨|兑换|valutav')],
  ['reserve', /hold|reserve|einbehalt|retenci[óo]n|retenue|blocage|reten[çc][ãa]o|trattenut|reservering|rollend|liberaci[óo]n/],
  ['chargeback', any('chargeback|dispute', 'r[üu]ckbuchung|k[äa]uferschutz', 'litig|r[ée]trofacturation', 'contestaz',
    'contracargo|devoluci[óo]n de cargo', 'チャージバック|拒付|異議')],
  ['refund', any('refund|r[üu]ckzahlung|r[üu]ckerstattung|reembolso|remboursement|rimborso|terugbetaling|zwrot|devoluci[óo]n',
    'estorno|返金|退款|[åa]terbetal|refusjon|refundering')],
  ['transfer', any('withdraw|bank deposit|transfer|payout', 'abbuchung|abhebung|bankgutschrift|auszahlung|[üu]berweisung',
    'retir[ao]|transferencia', 'retrait|virement', 'preliev|bonifico', 'opname|overboeking',
    'transfer[êe]ncia|saque', 'wyp[łl]ata', '引き出し|引出し|振込|提现|提領|uttag|udbetaling|uttak')],
  ['processing-fee', any('\\bfees?\\b|geb[üu]hr|entgelt|comisi[óo]n|tarifa|frais|commission|commissione|kosten|taxa|op[łl]ata|手数料|费用',
    'avgift|gebyr')],
  ['loan', /working capital|loan|kredit|pr[ée]stamo|pr[êe]t\b/],
  ['sale', any('payment|checkout|zahlung|pago|paiement|pagamento|betaling|p[łl]atno|express|sale|cobro|web accept',
    'handyzahlung|支払い|決済|付款|betalning|betaling')],
];
export const byWords = (text: string): PayoutClass | undefined => {
  const words = text.toLowerCase();
  return WORDS.find(([, pattern]) => pattern.test(words))?.[0];
};

export const feeClass = (of: PayoutClass): PayoutClass => (of === 'chargeback' ? 'chargeback-fee' : 'processing-fee');
