/** Names as people write them: systems, settings of a form, and what stands in the trail. */
const SYSTEMS: Readonly<Record<string, string>> = {
  adyen: 'Adyen', amazon: 'Amazon', bank: 'Bank statements', braintree: 'Braintree', 'courier-cod': 'Courier, cash on delivery', ebay: 'eBay',
  mirakl: 'Mirakl', 'payout-csv': 'Payouts as CSV', paypal: 'PayPal', poslog: 'Store registers (POSLog)', returns: 'Returns portal',
  shipengine: 'ShipEngine', shopify: 'Shopify', simulated: 'Simulated partner', square: 'Square', stripe: 'Stripe', threepl: '3PL by files',
  tryton: 'Tryton', vendure: 'Vendure', walmart: 'Walmart',
};
export const systemName = (connector: string): string => SYSTEMS[connector] ?? connector.replace(/^./, (c) => c.toUpperCase()).replaceAll('-', ' ');

const KINDS: Readonly<Record<string, string>> = {
  marketplace: 'Marketplaces', storefront: 'Storefronts', erp: 'ERP', wms: 'Warehouses', pos: 'Stores', payments: 'Payments and banks', returns: 'Returns',
};
export const kindName = (kind: string): string => KINDS[kind] ?? kind;

const SHORT: Readonly<Record<string, string>> = { url: 'address', id: 'ID', sftp: 'SFTP', api: 'API', erp: 'ERP', sku: 'SKU', aws: 'AWS', csv: 'CSV' };
/** `webhookSecret` → `Webhook secret`, `baseUrl` → `Base address`. */
export const fieldName = (name: string): string =>
  name.replace(/([a-z\d])([A-Z])/g, '$1 $2').split(' ')
    .map((w, i) => SHORT[w.toLowerCase()] ?? (i === 0 ? w.replace(/^./, (c) => c.toUpperCase()) : w.toLowerCase())).join(' ');

const DID: Readonly<Record<string, string>> = {
  'delivery.retry': 'tried stopped work again', 'delivery.retry-all': 'tried much stopped work again', 'delivery.drop': 'dropped stopped work',
  'delivery.assign': 'gave stopped work to somebody', 'delivery.snooze': 'put stopped work off', 'delivery.correct': 'corrected a document',
  'mapping.set': 'set a mapping', 'connection.save': 'set up a partner', 'connection.suspend': 'paused a partner', 'connection.resume': 'resumed a partner',
  'product.save': 'changed the catalog', 'person.save': 'invited a person', 'person.credentials': 'set password and second factor',
  'person.disable': 'closed an account', 'person.recovery': 'used a recovery code', 'key.create': 'made a key', 'key.revoke': 'revoked a key',
  'session.open': 'signed in', 'document.read': 'opened a raw document', 'documents.replay': 'read documents again', 'note.write': 'wrote a note',
  'party.find': 'looked for a person', 'party.read': 'read an address', 'party.forget': 'erased a person', 'bank.read': 'opened bank lines',
};
export const TOLD_KINDS: readonly string[] = Object.keys(DID);
/** What somebody did, in words; what has none yet stands as it is written. */
export const didWhat = (what: string): string => DID[what] ?? what.replaceAll(/[.-]/g, ' ');
