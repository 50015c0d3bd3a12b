/**
 * Bodies of the webhooks that are not about one order: products, the shop, and the privacy topics.
 */
import { print } from './money.ts';
import type { Order, Product, World } from './world.ts';
import { gid, stamp } from './world.ts';

export interface RestBodies {
  product(product: Product): unknown;
  shop(): unknown;
  dataRequest(order: Order): unknown;
  customerRedact(order: Order): unknown;
  shopRedact(): unknown;
}

export function restBodies(world: World): RestBodies {
  const shop = { shop_id: world.shopId, shop_domain: world.domain };
  const person = ({ customer }: Order): unknown =>
    ({ id: customer?.id ?? null, email: customer?.email ?? null, phone: customer?.phone ?? null });
  const ordersOf = ({ customer, id }: Order): bigint[] => customer
    ? [...world.orders.values()].filter((o) => o.customer?.id === customer.id).map((o) => o.id) : [id];
  return {
    product: (product) => productBody(product, world),
    shop: () => ({
      id: world.shopId, name: world.domain.split('.')[0], email: `owner@${world.domain}`, domain: world.domain,
      country: 'US', currency: world.currency, myshopify_domain: world.domain, plan_name: 'shopify_plus',
      taxes_included: world.taxesIncluded, created_at: null, updated_at: null,
    }),
    dataRequest: (order) => ({ ...shop, customer: person(order), orders_requested: ordersOf(order),
      data_request: { id: world.id() } }),
    customerRedact: (order) => ({ ...shop, customer: person(order), orders_to_redact: ordersOf(order) }),
    shopRedact: () => shop,
  };
}

const productBody = (product: Product, world: World): unknown => ({
  admin_graphql_api_id: gid('Product', product.id), body_html: '', created_at: stamp(product.createdAt),
  handle: product.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'), id: product.id, product_type: '',
  published_at: stamp(product.createdAt), template_suffix: null, title: product.title,
  updated_at: stamp(product.updatedAt), vendor: product.vendor, status: 'active', published_scope: 'web', tags: '',
  variants: product.variants.map((v) => ({
    admin_graphql_api_id: gid('ProductVariant', v.id), barcode: null, compare_at_price: null,
    created_at: stamp(product.createdAt), id: v.id, inventory_policy: 'deny', position: v.position,
    price: print(v.price, world.currency), product_id: product.id, sku: v.sku, taxable: v.taxable, title: v.title,
    updated_at: stamp(v.updatedAt), option1: v.title, option2: null, option3: null, image_id: null,
    inventory_item_id: v.itemId,
    inventory_quantity: [...world.levels.values()].filter((l) => l.item === v.itemId)
      .reduce((n, l) => n + l.available, 0),
  })),
  options: [], images: [], image: null, media: [], has_variants_that_requires_components: false, category: null,
});
