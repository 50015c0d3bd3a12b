/**
 * Every GraphQL document we send. The first line of each is its cost in points, which the port takes from the
 * shared bucket before it is sent: an object 1, money and page info nothing, a connection 2 and for each object in
 * its node twice the natural logarithm of the page size, a mutation 10. A test works each one out again.
 *
 * Pages are large because the logarithm makes them cheap: fifty orders cost not quite twice what five do.
 */
const ADDRESS = 'name firstName lastName company address1 address2 city zip province provinceCode countryCodeV2 phone';
const BOTH = '{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }';
const SHOP = '{ shopMoney { amount currencyCode } }';
const TAXES = `taxLines { title rate channelLiable priceSet ${SHOP} }`;
const DISCOUNTS = `discountAllocations { allocatedAmountSet ${SHOP} }`;
const PAGE = 'pageInfo { hasNextPage endCursor }';

const LINES = `nodes { id quantity title sku isGiftCard requiresShipping unfulfilledQuantity variant { id }
    originalUnitPriceSet ${SHOP} totalDiscountSet ${SHOP} ${TAXES} ${DISCOUNTS} } ${PAGE}`;
const REFUND_LINES = `nodes { quantity restockType lineItem { id } subtotalSet ${SHOP} totalTaxSet ${SHOP} } ${PAGE}`;
const SENT_LINES = `nodes { quantity lineItem { id } } ${PAGE}`;

const ORDER = `fragment TheOrder on Order {
  id name createdAt updatedAt cancelledAt cancelReason currencyCode presentmentCurrencyCode taxesIncluded
  displayFinancialStatus displayFulfillmentStatus email phone test customAttributes { key value }
  totalPriceSet ${BOTH} totalTipReceivedSet ${SHOP}
  originalTotalDutiesSet ${SHOP} originalTotalAdditionalFeesSet ${SHOP}
  customer { id firstName lastName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
  billingAddress { ${ADDRESS} }
  shippingAddress { ${ADDRESS} }
  lineItems(first: 50) { ${LINES} }
  shippingLines(first: 10) { nodes { id title isRemoved originalPriceSet ${SHOP} ${TAXES} ${DISCOUNTS} } }
  transactions { id kind status gateway amountSet ${SHOP} }
  refunds { id createdAt
    refundLineItems(first: 50) { ${REFUND_LINES} }
    refundShippingLines(first: 10) { nodes { subtotalAmountSet ${SHOP} taxAmountSet ${SHOP} } }
    transactions(first: 25) { nodes { id kind status gateway amountSet ${SHOP} } } }
  fulfillments { id status fulfillmentLineItems(first: 50) { ${SENT_LINES} } }
}`;

export const ORDERS = `# cost: 702
query Orders($after: String, $filter: String!) {
  orders(first: 50, after: $after, sortKey: UPDATED_AT, query: $filter) { nodes { ...TheOrder } ${PAGE} }
}
${ORDER}`;

export const ONE_ORDER = `# cost: 100
query OneOrder($id: ID!) { order(id: $id) { ...TheOrder } }
${ORDER}`;

export const MORE_LINES = `# cost: 47
query MoreLines($id: ID!, $after: String!) { order(id: $id) { lineItems(first: 250, after: $after) { ${LINES} } } }`;

export const MORE_REFUND_LINES = `# cost: 25
query MoreRefundLines($id: ID!, $after: String!) {
  refund(id: $id) { refundLineItems(first: 250, after: $after) { ${REFUND_LINES} } }
}`;

export const MORE_SENT_LINES = `# cost: 25
query MoreSentLines($id: ID!, $after: String!) {
  fulfillment(id: $id) { fulfillmentLineItems(first: 250, after: $after) { ${SENT_LINES} } }
}`;

/** What a webhook leaves out: how the order was paid. */
export const PAYMENTS = `# cost: 2
query Payments($id: ID!) { order(id: $id) { transactions { id kind status gateway amountSet ${SHOP} } } }`;

/** An order without a shipping address is picked up; only its fulfillment orders say where. */
export const PICKUP = `# cost: 19
query Pickup($id: ID!) {
  order(id: $id) { fulfillmentOrders(first: 10) { nodes {
    deliveryMethod { methodType } assignedLocation { location { id } }
  } } }
}`;

export const PRODUCTS = `# cost: 86
query Products($after: String, $filter: String!) {
  products(first: 50, after: $after, sortKey: UPDATED_AT, query: $filter) {
    nodes { id title updatedAt variants(first: 100) { nodes { id sku title } ${PAGE} } } ${PAGE} }
}`;

export const MORE_VARIANTS = `# cost: 14
query MoreVariants($id: ID!, $after: String!) {
  product(id: $id) { variants(first: 250, after: $after) { nodes { id sku title } ${PAGE} } }
}`;

export const PAYOUTS = `# cost: 17
query Payouts($after: String, $filter: String!) {
  shopifyPaymentsAccount { payouts(first: 50, after: $after, query: $filter) {
    nodes { id issuedAt status externalTraceId transactionType net { amount currencyCode }
      summary { chargesGross { amount } chargesFee { amount } refundsFeeGross { amount } refundsFee { amount }
        adjustmentsGross { amount } adjustmentsFee { amount } reservedFundsGross { amount }
        reservedFundsFee { amount } } } ${PAGE} } }
}`;

/** The payout's own transfer is left out: with it every payout adds up to nothing. */
export const PAYOUT_LINES = `# cost: 36
query PayoutLines($after: String, $filter: String!) {
  shopifyPaymentsAccount { balanceTransactions(first: 250, after: $after, query: $filter, hideTransfers: true) {
    nodes { id type test transactionDate sourceId sourceType adjustmentReason amount { amount currencyCode }
      fee { amount currencyCode } net { amount currencyCode } associatedOrder { id } associatedPayout { id } }
    ${PAGE} } }
}`;

export const SHOP_CHECK = `# cost: 1
query ShopCheck { shop { name myshopifyDomain currencyCode taxesIncluded } }`;

export const SUBSCRIPTIONS = `# cost: 13
query Subscriptions($after: String) {
  webhookSubscriptions(first: 250, after: $after) { nodes { id topic uri format } ${PAGE} }
}`;

export const SUBSCRIBE = `# cost: 10
mutation Subscribe($topic: WebhookSubscriptionTopic!, $to: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $to) {
    webhookSubscription { id } userErrors { field message } }
}`;

export const LEVELS = `# cost: 4
query Levels($ids: [ID!]!, $location: ID!) {
  nodes(ids: $ids) { ... on ProductVariant { id inventoryItem { id
    inventoryLevel(locationId: $location) { quantities(names: ["available"]) { name quantity } } } } }
}`;

export const SET_STOCK = `# cost: 10
mutation SetStock($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id } userErrors { code field message } }
}`;

const OPEN_LINES = `nodes { id remainingQuantity lineItem { id } } ${PAGE}`;
const OPEN = `nodes { id status assignedLocation { location { id } } fulfillmentHolds { reason }
      lineItems(first: 20) { ${OPEN_LINES} } } ${PAGE}`;

export const TO_SHIP = `# cost: 65
query ToShip($id: ID!) {
  order(id: $id) {
    fulfillmentOrders(first: 5) { ${OPEN} }
    fulfillments { id status createdAt trackingInfo { number } fulfillmentLineItems(first: 20) { ${SENT_LINES} } }
  }
}`;

export const MORE_FULFILLMENT_ORDERS = `# cost: 115
query MoreFulfillmentOrders($id: ID!, $after: String!) {
  order(id: $id) { fulfillmentOrders(first: 50, after: $after) { ${OPEN} } }
}`;

export const MORE_TO_SHIP = `# cost: 25
query MoreToShip($id: ID!, $after: String!) {
  fulfillmentOrder(id: $id) { lineItems(first: 250, after: $after) { ${OPEN_LINES} } }
}`;

/** What was changed of all that is to be sent, in case the webhook that told of it was lost. */
export const PLACEMENTS = `# cost: 142
query Placements($after: String, $filter: String!, $closed: Boolean!) {
  fulfillmentOrders(first: 50, after: $after, sortKey: UPDATED_AT, query: $filter, includeClosed: $closed) { nodes {
    id orderId createdAt updatedAt assignedLocation { location { id } } status requestStatus fulfillAt
    fulfillmentHolds { reason heldByRequestingApp }
    lineItems(first: 50) { nodes { remainingQuantity lineItem { id } } } } ${PAGE} }
}`;

/** Everything of an order that is to be sent, and what keeps it from being sent. */
export const PLACEMENT = `# cost: 104
query Placement($id: ID!) {
  fulfillmentOrder(id: $id) { order { id fulfillmentOrders(first: 20) { nodes {
    id createdAt assignedLocation { location { id } } status requestStatus fulfillAt fulfillmentHolds { reason heldByRequestingApp }
    lineItems(first: 50) { nodes { remainingQuantity lineItem { id } } } } } } }
}`;

export const HOLDS = `# cost: 93
query Holds($id: ID!) {
  order(id: $id) { fulfillmentOrders(first: 20) { nodes { id status fulfillmentHolds { id handle heldByRequestingApp }
    lineItems(first: 50) { nodes { id remainingQuantity lineItem { id } } } } } }
}`;

export const HOLD = `# cost: 10
mutation Hold($id: ID!, $hold: FulfillmentOrderHoldInput!) {
  fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) { fulfillmentHold { id } userErrors { message } }
}`;

export const RELEASE = `# cost: 10
mutation Release($id: ID!, $holds: [ID!]) {
  fulfillmentOrderReleaseHold(id: $id, holdIds: $holds) { fulfillmentOrder { id } userErrors { message } }
}`;

export const TO_PREPARE = `# cost: 93
query ToPrepare($id: ID!) {
  order(id: $id) { fulfillmentOrders(first: 20) { nodes { id status deliveryMethod { methodType }
    lineItems(first: 50) { nodes { remainingQuantity lineItem { id } } } } } }
}`;

export const PICKUP_READY = `# cost: 10
mutation PickupReady($input: FulfillmentOrderLineItemsPreparedForPickupInput!) {
  fulfillmentOrderLineItemsPreparedForPickup(input: $input) { userErrors { message } }
}`;

export const RECALL_STATUS = `# cost: 1
query RecallStatus($id: ID!) { fulfillmentOrder(id: $id) { requestStatus } }`;

export const ACCEPT_RECALL = `# cost: 10
mutation AcceptRecall($id: ID!, $message: String) {
  fulfillmentOrderAcceptCancellationRequest(id: $id, message: $message) { userErrors { message } }
}`;

export const REJECT_RECALL = `# cost: 10
mutation RejectRecall($id: ID!, $message: String) {
  fulfillmentOrderRejectCancellationRequest(id: $id, message: $message) { userErrors { message } }
}`;

export const SHIP = `# cost: 10
mutation Ship($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id } userErrors { field message } }
}`;

export const RENUMBER = `# cost: 10
mutation Renumber($id: ID!, $tracking: FulfillmentTrackingInput!, $notify: Boolean) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking, notifyCustomer: $notify) {
    fulfillment { id } userErrors { message }
  }
}`;

/** What these units were worth, and where that goes back to. */
export const SUGGEST = `# cost: 4
query Suggest($id: ID!, $lines: [RefundLineItemInput!]!) {
  order(id: $id) { suggestedRefund(refundLineItems: $lines) {
    suggestedTransactions { gateway parentTransaction { id } amountSet { presentmentMoney { amount } } } } }
}`;

/** The note of a refund names the wish it answers. */
export const REFUND_NOTES = `# cost: 2
query RefundNotes($id: ID!) { order(id: $id) { refunds { id note } } }`;

export const CANCEL = `# cost: 10
mutation Cancel($id: ID!, $reason: OrderCancelReason!, $restock: Boolean!, $notify: Boolean!, $note: String) {
  orderCancel(orderId: $id, reason: $reason, restock: $restock, notifyCustomer: $notify, staffNote: $note,
    refundMethod: { originalPaymentMethodsRefund: true }) { job { id } orderCancelUserErrors { code field message } }
}`;

export const CANCELLED = `# cost: 1
query Cancelled($id: ID!) { order(id: $id) { id cancelledAt } }`;

export const ONE_RETURN = `# cost: 29
query OneReturn($id: ID!) {
  return(id: $id) { id name status createdAt order { id } decline { note } exchangeLineItems(first: 1) { nodes { id } }
    returnLineItems(first: 50) { nodes { id quantity
      ... on ReturnLineItem { returnReason fulfillmentLineItem { lineItem { id } } } } } }
}`;

/** What went out instead of what a refund is for. */
export const EXCHANGED = `# cost: 12
query Exchanged($id: ID!) {
  refund(id: $id) { return { exchangeLineItems(first: 10) { nodes { lineItems { id } } } } }
}`;

export const RETURN_STATUS = `# cost: 1
query ReturnStatus($id: ID!) { return(id: $id) { id status } }`;

export const APPROVE_RETURN = `# cost: 10
mutation ApproveReturn($input: ReturnApproveRequestInput!) {
  made: returnApproveRequest(input: $input) { return { id } userErrors { message } }
}`;

export const DECLINE_RETURN = `# cost: 10
mutation DeclineReturn($input: ReturnDeclineRequestInput!) {
  made: returnDeclineRequest(input: $input) { return { id } userErrors { message } }
}`;

/** What became of goods that came back, as far as the shop knows. */
export const ONE_REVERSE = `# cost: 39
query OneReverse($id: ID!) {
  reverseFulfillmentOrder(id: $id) { id order { id } lineItems(first: 50) { nodes {
    fulfillmentLineItem { lineItem { id } } dispositions { id createdAt quantity type location { id } } } } }
}`;

/** Under a key that Shopify remembers: asked twice, it gives back once. */
export const REFUND = `# cost: 10
mutation Refund($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) { refund { id } userErrors { field message } }
}`;
