/**
 * What Harbor & Pine sells, for how much, and where it lies. Ordinary goods lie in plenty in one place each or in
 * two, so that which warehouse ships does not depend on who was served first and a seed ends in one ledger. What a
 * scene needs to be scarce or unknown is listed apart.
 */
export type Place = 'PDX' | 'RTM' | 'ELP';
export interface Article {
  readonly sku: string;
  readonly title: string;
  /** In US dollars; the other shops ask a price of their own, see `priceIn`. */
  readonly price: string;
  readonly stock: Partial<Readonly<Record<Place, number>>>;
}

const plenty = 9_000;
const article = (sku: string, title: string, price: string, ...places: Place[]): Article =>
  ({ sku, title, price, stock: Object.fromEntries(places.map((p) => [p, plenty])) });

/** What ordinary traffic buys. */
export const GOODS: readonly Article[] = [
  article('HP-ROPE-10', 'Braided rope, 10 m', '24.00', 'PDX', 'ELP'),
  article('HP-LAMP', 'Storm lantern', '59.90', 'PDX'),
  article('HP-MUG', 'Enamel mug', '12.50', 'PDX', 'ELP'),
  article('HP-BELL', 'Ship’s bell', '84.00', 'PDX'),
  article('HP-SOAP', 'Tar soap', '6.95', 'PDX', 'ELP'),
  article('HP-CAP', 'Watch cap', '19.00', 'PDX'),
  article('HP-SOCK', 'Wool socks', '14.25', 'ELP'),
  article('HP-COAT', 'Oilskin coat', '189.00', 'ELP'),
  article('HP-KNIFE', 'Rigging knife', '42.30', 'PDX'),
  article('HP-CHART', 'Harbor chart', '31.15', 'ELP'),
  article('HP-TWINE', 'Whipping twine', '4.99', 'PDX', 'ELP'),
  article('HP-BOARD', 'Cutting board, pine', '37.77', 'ELP'),
];

/** For the scenes; ordinary buyers never ask for them. */
export const SPECIAL = {
  /** One is left, and three buyers want it. */
  last: { ...article('HP-SEXTANT', 'Brass sextant, the last one', '230.00'), stock: { RTM: 1 } },
  /** Sold before anybody here knew of it. */
  unknown: article('HP-KETTLE', 'Copper kettle', '64.00', 'PDX'),
  /** Three lines of 9.99 and one discount. */
  nine: [
    article('HP-CORK-A', 'Cork float, small', '9.99', 'PDX'), article('HP-CORK-B', 'Cork float, medium', '9.99', 'PDX'),
    article('HP-CORK-C', 'Cork float, large', '9.99', 'PDX'),
  ],
  /** Lie where the day can stop the pickers’ clock. */
  quiet: [
    article('HP-FLAG', 'Signal flag', '21.00', 'RTM'), article('HP-PULLEY', 'Wooden pulley', '28.40', 'RTM'),
  ],
  /** The books say the store has it; the store does not know it. */
  declined: { ...article('HP-ANCHOR', 'Paperweight anchor', '33.00'), stock: { ELP: 40 } },
  /** Lies in two houses, of which one's clock can be stopped: what is moved from the one goes from the other. */
  moved: article('HP-COMPASS', 'Boat compass', '55.00', 'RTM', 'ELP'),
  /** The boatyard sends it itself. */
  supplied: { ...article('HP-SKIFF', 'Rowing skiff', '890.00'), cost: '540.00 USD' },
  /** A kit that lies nowhere itself, and what it is made of. */
  kit: {
    kit: { ...article('HP-LAMP-SET', 'Lamp set: glass and two wicks', '29.00'), stock: {} },
    glass: { ...article('HP-GLASS', 'Lantern glass', '18.00'), stock: { RTM: 1 } },
    wick: { ...article('HP-WICK', 'Lantern wick', '3.00'), stock: { RTM: 6 } },
  },
} as const;
/** SKU → what one of it is made of. */
export const KITS: Readonly<Record<string, Readonly<Record<string, number>>>> =
  { [SPECIAL.kit.kit.sku]: { [SPECIAL.kit.glass.sku]: 1, [SPECIAL.kit.wick.sku]: 2 } };

export const SCARCE: readonly Article[] =
  [SPECIAL.last, SPECIAL.unknown, ...SPECIAL.nine, ...SPECIAL.quiet, SPECIAL.declined, SPECIAL.moved, SPECIAL.supplied,
    ...Object.values(SPECIAL.kit)];

/** Many small things, for one publication of them all. */
export const pins = (count: number): Article[] =>
  Array.from({ length: count }, (_, i) => {
    const number = String(i + 1).padStart(3, '0');
    return { ...article(`HP-PIN-${number}`, `Enamel pin ${number}`, '3.50', 'PDX'), stock: { PDX: 20 + (i % 30) } };
  });

/** Units of the currency for a dollar, times 1000. Prices are set, not converted: ends are the shop’s own. */
const RATES: Readonly<Record<string, bigint>> = { USD: 1000n, GBP: 790n, EUR: 930n, JPY: 152_000n, KWD: 307n };
const PLACES: Readonly<Record<string, number>> = { JPY: 0, KWD: 3 };

/** A price of the US list in another currency, in whole minor units of it: '59.90' is '9105' yen. */
export function priceIn(currency: string, dollars: string): string {
  const cents = BigInt(dollars.replace('.', ''));
  const places = PLACES[currency] ?? 2;
  const minor = (cents * (RATES[currency] ?? 1000n) * 10n ** BigInt(places) + 50_000n) / 100_000n;
  return decimal(minor, places);
}

export function decimal(minor: bigint, places: number): string {
  if (places === 0) return String(minor);
  const digits = String(minor).padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
export const minorOf = (amount: string): bigint => BigInt(amount.replace('.', ''));
