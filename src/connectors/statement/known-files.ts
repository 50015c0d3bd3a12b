/**
 * Whose payout file this looks like, for whoever handed it to the wrong connection: the names of columns, or of the fields of
 * an API, that no other provider has together. Told, never acted upon.
 */
import { unpackedHead, columnKey, textOf } from './text.ts';
import { isZip } from './zip.ts';

interface Known { readonly connector: string; readonly what: string; /** All of them stand in it. */ readonly names: readonly string[] }
/** The first that fits; the more special first. */
const KNOWN: readonly Known[] = [
  { connector: 'amazon', what: 'a settlement of Amazon (flat file)', names: ['settlement-id', 'total-amount', 'transaction-type'] },
  { connector: 'amazon', what: 'a date range report of Amazon', names: ['date-time', 'settlement-id', 'product-sales'] },
  { connector: 'amazon', what: 'a date range report of Amazon', names: ['datum-uhrzeit', 'abrechnungsnummer'] },
  { connector: 'amazon', what: 'a date range report of Amazon', names: ['date-heure', 'numero-de-versement'] },
  { connector: 'amazon', what: 'a date range report of Amazon', names: ['決済番号', '商品売上'] },
  { connector: 'amazon', what: 'transactions of Amazon’s Finances API', names: ['transactionid', 'breakdowns', 'totalamount'] },
  { connector: 'stripe', what: 'a report of Stripe', names: ['balance-transaction-id', 'reporting-category'] },
  { connector: 'stripe', what: 'a list of Stripe’s balance transactions', names: ['balance-transaction', 'fee', 'net', 'object'] },
  { connector: 'stripe', what: 'the balance history of Stripe', names: ['id', 'source', 'available-on-utc', 'fee', 'net'] },
  { connector: 'stripe', what: 'balance transactions of Stripe', names: ['id', 'source', 'available-on', 'exchange-rate', 'fee', 'net'] },
  { connector: 'adyen', what: 'settlement details of Adyen', names: ['psp-reference', 'batch-number', 'net-currency'] },
  { connector: 'shopify', what: 'an export of Shopify Payments', names: ['transaction-date', 'card-brand', 'payout-status'] },
  { connector: 'shopify', what: 'an export of Shopify’s payouts', names: ['payout-date', 'charges', 'refunds', 'reserved-funds'] },
  { connector: 'walmart', what: 'a reconciliation report of Walmart', names: ['period-start-date', 'total-payable', 'transaction-key'] },
  { connector: 'walmart', what: 'an older reconciliation report of Walmart', names: ['payable-to-partner-from-sale', 'transaction-type'] },
  { connector: 'ebay', what: 'a transaction report of eBay', names: ['transaction-creation-date', 'payout-id', 'net-amount'] },
  { connector: 'ebay', what: 'a transaction report of eBay', names: ['datum-der-transaktionserstellung', 'auszahlung-nr'] },
  { connector: 'ebay', what: 'transactions of eBay’s Finances API', names: ['bookingentry', 'transactionid', 'transactions'] },
  { connector: 'square', what: 'an export of Square’s Dashboard', names: ['total-collected', 'net-total', 'deposit-id'] },
  { connector: 'square', what: 'transfer details of Square', names: ['transfer-id', 'payment-id', 'collected', 'fees', 'net'] },
  { connector: 'square', what: 'payout entries of Square', names: ['payout-entries', 'gross-amount-money'] },
  { connector: 'braintree', what: 'a transaction report of Braintree',
    names: ['merchant-account-id', 'settlement-amount', 'transaction-id'] },
  { connector: 'mirakl', what: 'a transaction log of Mirakl', names: ['date-created', 'transaction-number', 'debit', 'credit'] },
  { connector: 'mirakl', what: 'a transaction log of Mirakl', names: ['boutique', columnKey('N° de transaction'), 'debit', 'credit'] },
  { connector: 'mirakl', what: 'a transaction log of Mirakl (TL02)', names: ['amount-credited', 'amount-debited', 'currency-iso-code'] },
  { connector: 'paypal', what: 'a settlement report of PayPal', names: ['rh', 'fh', 'ch', 'transaction-event-code'] },
  { connector: 'paypal', what: 'transactions of PayPal’s search', names: ['transaction-details', 'transaction-info'] },
  { connector: 'paypal', what: 'a download of PayPal', names: ['transaction-id', 'gross', 'fee', 'net', 'time'] },
  { connector: 'paypal', what: 'a download of PayPal', names: ['transaktionscode', 'brutto', 'netto', 'wahrung'] },
  { connector: 'paypal', what: 'a download of PayPal', names: ['codice-transazione', 'lordo', 'netto'] },
  { connector: 'paypal', what: 'a download of PayPal', names: ['id-de-transaccion', 'bruto', 'neto', 'divisa'] },
  { connector: 'paypal', what: 'a download of PayPal', names: ['numero-de-transaction', 'net', 'fuseau-horaire'] },
  { connector: 'paypal', what: 'a download of PayPal', names: ['取引ID', '正味', '手数料'].map(columnKey) },
  { connector: 'courier-cod', what: 'a cash-on-delivery remittance', names: ['cod-amount', 'awb-no'] },
  { connector: 'bank', what: 'a statement of a bank (camt.053)', names: ['bktocstmrstmt'] },
  { connector: 'bank', what: 'a statement of a bank (OFX)', names: ['ofx', 'stmttrn'] },
];
const HEAD = 1 << 16;

/** @returns undefined for what nobody is known by, or what its own connector should read. */
export function lookedLike(body: Uint8Array, own: string): Omit<Known, 'names'> | undefined {
  if (isZip(body)) return undefined;
  const words = new Set([...textOf(unpackedHead(body.subarray(0, HEAD)))].join('').split(/[,;\t|\r\n"{}[\]:<>]+/).map(columnKey));
  const found = KNOWN.find(({ names }) => names.every((name) => words.has(name)));
  return found && found.connector !== own ? { connector: found.connector, what: found.what } : undefined;
}
