/** The persons of an order, for the vault. Nothing of this stands in the order itself. */
import type { Party } from '#domain/party.ts';
import type { SeenAddress, SeenOrder } from './seen.ts';

export function partiesOf(seen: SeenOrder): { buyer?: Party; shipTo?: Party } {
  const contact = contactOf(seen);
  const buyer = party({ ...seen.billing, ...contact, ...(seen.customer?.name && { name: seen.customer.name }) });
  const shipTo = seen.shipTo && party({ ...contact, ...said(seen.shipTo) });
  return { ...(buyer && { buyer }), ...(shipTo && { shipTo }) };
}

type Loose = { readonly [K in keyof Party]: Party[K] | undefined };

/** How the buyer is reached, whatever the addresses say. */
const contactOf = ({ customer, email, phone, billing }: SeenOrder): Loose => ({
  email: email ?? customer?.email, phone: phone ?? customer?.phone ?? billing?.phone, customer: customer?.id,
});

/** Only the members that say something. */
const said = (of: Loose | SeenAddress): Loose =>
  Object.fromEntries(Object.entries(of).filter(([, v]) => v !== undefined && (!Array.isArray(v) || v.length > 0)));

function party(of: Loose): Party | undefined {
  const members = said(of);
  return Object.keys(members).length > 0 ? (members as Party) : undefined;
}
