/** Every code that a partner's own specification lists has a class, or is named here with the reason why not. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { PAYOUT_CLASSES } from '#domain/payout.ts';
import { CLASSES_VERSION as amazon } from '#connectors/amazon/settlement/classes.ts';
import { connectors } from '#connectors/registry.ts';
import { CLASSES_VERSION as shopify } from '#connectors/shopify/payout-classes.ts';
import { classify as mirakl } from '#connectors/mirakl/classes.ts';
import { CLASSES as square, CLASSES_VERSION as squareVersion } from '#connectors/square/payouts.ts';
import { classify as stripe } from '#connectors/stripe/classes.ts';
import { typeClass as ebay } from '#connectors/ebay/classes.ts';

const PARTNERS = new URL('../../shared/partners/', import.meta.url);
const specification = (path: string): string => gunzipSync(readFileSync(new URL(path, PARTNERS))).toString();
const here = existsSync(PARTNERS) ? false : 'the partners’ specifications are not here (../shared/partners)';

it('what reads payouts says which version of its classes read them', () => {
  for (const [name, version] of [['amazon', amazon], ['shopify', shopify], ['square', squareVersion]] as const)
    assert.deepEqual([connectors.get(name)?.mappingVersion, version > 1], [version, true], name);
});

/** The table as it is written, without comments and white space, from its version to the end of the file or of the object. */
function writtenTable(path: string): string {
  const [, rest = ''] = readFileSync(new URL(`../src/connectors/${path}`, import.meta.url), 'utf8').split(/^export const CLASSES_VERSION = \d+;/m);
  const table = path.endsWith('classes.ts') ? rest : rest.slice(0, rest.indexOf('\n};'));
  return table.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '').replaceAll(/\s+/g, '');
}
const TABLES: Readonly<Record<string, string>> = {
  adyen: 'adyen/classes.ts', amazon: 'amazon/settlement/classes.ts', braintree: 'braintree/classes.ts', 'courier-cod': 'courier-cod/classes.ts',
  ebay: 'ebay/classes.ts', mirakl: 'mirakl/classes.ts', 'payout-csv': 'payout-csv/classes.ts', paypal: 'paypal/classes.ts',
  shopify: 'shopify/payout-classes.ts', square: 'square/payouts.ts', stripe: 'stripe/classes.ts', walmart: 'walmart/classes.ts',
};

it('a table of classes does not change under its version: every version that was ever released stands in class-tables.json', () => {
  const known = JSON.parse(readFileSync(new URL('class-tables.json', import.meta.url), 'utf8')) as Record<string, Record<string, string>>;
  const changed: string[] = [];
  for (const [name, path] of Object.entries(TABLES)) {
    const version = connectors.get(name)!.mappingVersion;
    const table = writtenTable(path);
    assert.ok(table.length > 100, `${path}: no table was found`);
    const digest = createHash('sha256').update(table).digest('hex').slice(0, 16);
    const before = known[name]?.[version];
    if (before === undefined) changed.push(`test/class-tables.json lacks version ${version} of ${name}: "${version}": "${digest}"`);
    else if (before !== digest)
      changed.push(`the classes of ${name} changed since version ${version}: raise CLASSES_VERSION in ${path} to ${version + 1}, ` +
        `and add "${version + 1}": "${digest}" to test/class-tables.json`);
  }
  assert.deepEqual(changed, []);
  for (const [name, connector] of connectors)
    if (existsSync(new URL(`../src/connectors/${name}/classes.ts`, import.meta.url)))
      assert.ok(TABLES[name] !== undefined && connector.mappingVersion >= 1, `${name} has classes that nobody watches`);
});

it('Square: all activities of a balance but OTHER, which says nothing', { skip: here }, () => {
  const { components: { schemas } } = JSON.parse(specification('square/openapi/square_api.trimmed.json.gz')) as {
    components: { schemas: { ActivityType: { enum: string[] } } } };
  assert.ok(schemas.ActivityType.enum.length > 50);
  assert.deepEqual(schemas.ActivityType.enum.filter((word) => !square[word]), ['OTHER']);
});

it('Mirakl: all types of the transaction log', { skip: here }, () => {
  const words = new Set(specification('mirakl/openapi/mmp-seller.trimmed.json.gz')
    .match(/"(?:REFUND_|OPERATOR_|PURCHASE_|ORDER_|COMMISSION_|SUBSCRIPTION_|MANUAL_|RESERVE_|SELLER_PENALTY_)[A-Z_]*(?:AMOUNT|TAX|FEE|VAT|CREDIT|INVOICE|FUNDING|SETTLEMENT)"/g)
    ?.map((w) => w.slice(1, -1)));
  assert.ok(words.size > 25, String(words.size));
  assert.deepEqual([...words].filter((word) => !mirakl(word)), []);
});

it('Stripe: all types but those of issued cards and of gifts, which no shop has', { skip: here }, () => {
  const [, list = ''] = /Only returns transactions of the given type. One of: ([^.]*)\./.exec(specification('stripe/openapi/stripe.trimmed.json.gz')) ?? [];
  const types = [...list.matchAll(/`(\w+)`/g)].map((m) => m[1]!);
  assert.ok(types.length > 25);
  assert.deepEqual(types.filter((type) => stripe({ type, ...(type === 'adjustment' && { source: 'dp_1' }) }) === 'unknown'), [
    'contribution', 'issuing_authorization_hold', 'issuing_authorization_release', 'issuing_dispute', 'issuing_transaction']);
});

it('eBay: the types a seller sees, in the API and in five languages', () => {
  for (const type of ['SALE', 'REFUND', 'CREDIT', 'DISPUTE', 'SHIPPING_LABEL', 'TRANSFER', 'ADJUSTMENT', 'LOAN_REPAYMENT', 'Order', 'Bestellung',
    'Commande', 'Ordine', 'Pedido', 'Rückerstattung', 'Remboursement', 'Rimborso', 'Reembolso', 'Hold', 'Einbehalten', 'Payment dispute'])
    assert.ok(PAYOUT_CLASSES.includes(ebay(type)!), type);
  assert.equal(ebay('Never Heard Of'), undefined);
});
