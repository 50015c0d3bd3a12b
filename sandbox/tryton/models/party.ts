/** Company, currencies, people: the records everything else points to. */
import { userError } from '../problem.ts';
import {
  boolean, char, date, integer, numeric, selection, toMany, toOne, today, type Env, type Model,
} from '../schema.ts';
import { related, row } from '../relations.ts';
import { amount } from '../records.ts';
import { convert, decimal, isDay, round, sign, textOf, value, type Decimal, type Row, type Value } from '../value.ts';

const byId = [['id', 'ASC']] as const;
export const company: Model = {
  name: 'company.company', label: 'Company', order: byId,
  recName: (env, r) => String(row(env, 'party.party', r['party'])['name']),
  fields: {
    party: toOne('Party', 'party.party', { required: true }),
    currency: toOne('Currency', 'currency.currency', { required: true }),
    cancel_invoice_out: boolean('Cancel Customer Invoice', { initial: false }),
  },
};

export const currency: Model = {
  name: 'currency.currency', label: 'Currency', order: [['code', 'ASC']],
  fields: {
    name: char('Name', { required: true }),
    code: char('Code', { required: true }),
    symbol: char('Symbol'),
    digits: integer('Digits', { required: true, initial: 2 }),
    rounding: numeric('Rounding factor', { required: true }),
    rates: toMany('Rates', 'currency.currency.rate', 'currency'),
    rate: numeric('Current rate', { compute: (env, r) => (sign(rateOf(env, r)) === 0 ? 0 : rateOf(env, r)) }),
  },
};
export const rate: Model = {
  name: 'currency.currency.rate', label: 'Currency Rate', order: [['date', 'DESC']],
  fields: {
    currency: toOne('Currency', 'currency.currency', { required: true }),
    date: date('Date', { required: true }),
    rate: numeric('Rate', { required: true }),
  },
};
/** Of the day in the context, else of today. */
const rateOf = (env: Env, r: Row): Decimal => {
  const { date: asked } = env.context;
  const day = isDay(asked) ? asked.day : today(env);
  const rates = related(env, 'currency.currency', r, 'rates');
  const valid = rates.filter((one) => isDay(one['date']) && one['date'].day <= day);
  return valid[0] ? amount(valid[0], 'rate') : decimal('0');
};
export const ownCurrency = (env: Env): Value => value(row(env, 'company.company', env.company), 'currency');
export const digitsOf = (env: Env, id: Value | undefined): number =>
  Number(row(env, 'currency.currency', id)['digits']);
export const roundIn = (env: Env, id: Value | undefined, value: Decimal): Decimal => round(value, digitsOf(env, id));
/** Rates are units of a currency for one of the company's. */
export function exchange(env: Env, from: Value | undefined, value: Decimal, to: Value | undefined): Decimal {
  if (from === to) return roundIn(env, to, value);
  const [left, right] = [row(env, 'currency.currency', from), row(env, 'currency.currency', to)];
  return convert(value, rateOf(env, right), rateOf(env, left), Number(right['digits']));
}
/** As `gettext` writes an amount into a sentence. */
export const moneyText = (env: Env, id: Value | undefined, value: Decimal): string =>
  `${String(row(env, 'currency.currency', id)['symbol'])}${textOf(value)}`;

export const country: Model = {
  name: 'country.country', label: 'Country', order: [['name', 'ASC']],
  fields: { name: char('Name', { required: true }), code: char('Code'), code3: char('3-letters Code') },
};

export const party: Model = {
  name: 'party.party', label: 'Party', order: [['name', 'ASC NULLS FIRST']],
  recName: (_env, r) => String(r['name'] ?? `[${String(r['code'])}]`),
  fields: {
    name: char('Name'),
    code: char('Code', { required: true }),
    addresses: toMany('Addresses', 'party.address', 'party'),
    contact_mechanisms: toMany('Contact Mechanisms', 'party.contact_mechanism', 'party'),
    customer_payment_term: toOne('Customer Payment Term', 'account.invoice.payment_term'),
    customer_location: toOne('Customer Location', 'stock.location', { initial: (env) => customerLocation(env) }),
    lang: toOne('Language', 'ir.lang'),
    active: boolean('Active', { initial: true }),
  },
  beforeCreate(env, values) { values['code'] ??= String(env.db.next('party')); },
  check(env, r) {
    if (env.db.having('party.party', 'code', value(r, 'code')).size > 1)
      throw userError('The code on party must be unique.');
  },
};
const customerLocation = (env: Env): Value =>
  [...env.db.having('stock.location', 'type', 'customer')][0] ?? null;

export const address: Model = {
  name: 'party.address', label: 'Address', order: [['party', 'ASC'], ['sequence', 'ASC NULLS FIRST'], ['id', 'ASC']],
  recName: (env, r) => [row(env, 'party.party', r['party'])['name'], r['street'], r['city']].filter(Boolean).join(', '),
  fields: {
    party: toOne('Party', 'party.party', { required: true }),
    party_name: char('Party Name'),
    name: char('Building Name'),
    street: char('Street'),
    postal_code: char('Postal Code'),
    city: char('City'),
    country: toOne('Country', 'country.country'),
    sequence: integer('Sequence'),
  },
};
export const contactMechanism: Model = {
  name: 'party.contact_mechanism', label: 'Contact Mechanism', order: byId,
  fields: {
    party: toOne('Party', 'party.party', { required: true }),
    type: selection('Type', ['phone', 'mobile', 'fax', 'email', 'website', 'other'], {
      required: true, initial: 'phone',
    }),
    value: char('Value', { required: true }),
  },
};
export const partyModels: readonly Model[] = [company, currency, rate, country, party, address, contactMechanism];
