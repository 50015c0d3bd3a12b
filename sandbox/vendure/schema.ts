/**
 * The part of Vendure's two GraphQL APIs that a connector and a shopper need, with Vendure's own names and
 * types (3.7). A query for anything else is refused by validation, as the real server refuses a wrong one.
 */
const SHARED = `
scalar DateTime
scalar Money
scalar JSON
type OrderAddress {
  fullName: String company: String streetLine1: String streetLine2: String city: String province: String
  postalCode: String country: String countryCode: String phoneNumber: String
}
type Customer { id: ID! firstName: String! lastName: String! emailAddress: String! phoneNumber: String }
enum AdjustmentType { PROMOTION DISTRIBUTED_ORDER_PROMOTION OTHER }
type Discount {
  adjustmentSource: String! type: AdjustmentType! description: String! amount: Money! amountWithTax: Money!
}
type TaxLine { description: String! taxRate: Float! }
type OrderTaxSummary { description: String! taxRate: Float! taxBase: Money! taxTotal: Money! }
type ShippingMethod { id: ID! code: String! name: String! }
type ShippingLine {
  id: ID! shippingMethod: ShippingMethod! price: Money! priceWithTax: Money! discountedPrice: Money!
  discountedPriceWithTax: Money! discounts: [Discount!]!
}
type Surcharge { id: ID! description: String! sku: String price: Money! priceWithTax: Money! taxRate: Float! }
type FulfillmentLine { orderLineId: ID! quantity: Int! }
type Fulfillment {
  id: ID! createdAt: DateTime! updatedAt: DateTime! state: String! method: String! trackingCode: String
  lines: [FulfillmentLine!]!
}
type RefundLine { orderLineId: ID! quantity: Int! }
type Refund {
  id: ID! createdAt: DateTime! updatedAt: DateTime! items: Money! shipping: Money! adjustment: Money! total: Money!
  method: String state: String! transactionId: String reason: String lines: [RefundLine!]! paymentId: ID!
}
type Payment {
  id: ID! createdAt: DateTime! updatedAt: DateTime! method: String! amount: Money! state: String!
  transactionId: String errorMessage: String refunds: [Refund!]!
}
type ProductVariant {
  id: ID! productId: ID! createdAt: DateTime! updatedAt: DateTime! enabled: Boolean! sku: String! name: String!
  price: Money! priceWithTax: Money! currencyCode: String! stockLevels: [StockLevel!]!
}
type StockLevel { stockLocationId: ID! stockOnHand: Int! stockAllocated: Int! }
type OrderLine {
  id: ID! createdAt: DateTime! updatedAt: DateTime! productVariant: ProductVariant! quantity: Int!
  orderPlacedQuantity: Int! unitPrice: Money! unitPriceWithTax: Money! discountedUnitPrice: Money!
  proratedUnitPrice: Money! proratedUnitPriceWithTax: Money! linePrice: Money! linePriceWithTax: Money!
  discountedLinePrice: Money! proratedLinePrice: Money! proratedLinePriceWithTax: Money! lineTax: Money!
  taxRate: Float! taxLines: [TaxLine!]! discounts: [Discount!]!
}
"The fields that the operators of this shop have made"
type OrderCustomFields { threadlineHold: String underReview: Boolean }
type HistoryEntry { id: ID! createdAt: DateTime! type: String! data: JSON! }
type HistoryEntryList { items: [HistoryEntry!]! totalItems: Int! }
input StringOperators { eq: String in: [String!] }
input IDOperators { eq: String in: [String!] }
input BooleanOperators { eq: Boolean }
input DateOperators { eq: DateTime before: DateTime after: DateTime }
enum SortOrder { ASC DESC }
input HistoryEntryFilterParameter { type: StringOperators }
input HistoryEntryListOptions { skip: Int take: Int filter: HistoryEntryFilterParameter }
enum OrderType { Regular Seller Aggregate }
type Channel { id: ID! code: String! token: String! currencyCode: String! pricesIncludeTax: Boolean! }
type Order {
  id: ID! createdAt: DateTime! updatedAt: DateTime! type: OrderType! orderPlacedAt: DateTime code: String!
  state: String! active: Boolean! customer: Customer shippingAddress: OrderAddress billingAddress: OrderAddress
  lines: [OrderLine!]! surcharges: [Surcharge!]! discounts: [Discount!]! couponCodes: [String!]!
  payments: [Payment!] fulfillments: [Fulfillment!] totalQuantity: Int! subTotal: Money! subTotalWithTax: Money!
  currencyCode: String! shippingLines: [ShippingLine!]! shipping: Money! shippingWithTax: Money! total: Money!
  totalWithTax: Money! taxSummary: [OrderTaxSummary!]! history(options: HistoryEntryListOptions): HistoryEntryList!
  customFields: OrderCustomFields
}
interface ErrorResult { errorCode: String! message: String! }
`;

const error = (...names: string[]): string =>
  names.map((name) => `type ${name} implements ErrorResult { errorCode: String! message: String! }`).join('\n');

export const ADMIN = `${SHARED}
${error(
  'InvalidCredentialsError', 'EmptyOrderLineSelectionError', 'ItemsAlreadyFulfilledError',
  'InsufficientStockOnHandError', 'FulfillmentStateTransitionError', 'QuantityTooGreatError', 'CancelActiveOrderError',
  'OrderStateTransitionError', 'NothingToRefundError', 'RefundStateTransitionError', 'RefundAmountError',
)}
type CurrentUser { id: ID! identifier: String! channels: [CurrentUserChannel!]! }
type CurrentUserChannel { code: String! token: String! }
union NativeAuthenticationResult = CurrentUser | InvalidCredentialsError
union AddFulfillmentToOrderResult = Fulfillment | EmptyOrderLineSelectionError | ItemsAlreadyFulfilledError
  | InsufficientStockOnHandError
union TransitionFulfillmentToStateResult = Fulfillment | FulfillmentStateTransitionError
union CancelOrderResult = Order | EmptyOrderLineSelectionError | QuantityTooGreatError | CancelActiveOrderError
  | OrderStateTransitionError
union RefundOrderResult = Refund | QuantityTooGreatError | NothingToRefundError | RefundAmountError
union SettleRefundResult = Refund | RefundStateTransitionError
input OrderLineInput { orderLineId: ID! quantity: Int! }
input ConfigArgInput { name: String! value: String! }
input ConfigurableOperationInput { code: String! arguments: [ConfigArgInput!]! }
input FulfillOrderInput { lines: [OrderLineInput!]! handler: ConfigurableOperationInput! }
input CancelOrderInput { orderId: ID! lines: [OrderLineInput!] cancelShipping: Boolean reason: String }
input RefundOrderInput {
  lines: [OrderLineInput!] shipping: Money adjustment: Money amount: Money paymentId: ID! reason: String
}
input SettleRefundInput { id: ID! transactionId: String! }
input StockLevelInput { stockLocationId: ID! stockOnHand: Int! }
input UpdateProductVariantInput { id: ID! enabled: Boolean price: Money stockLevels: [StockLevelInput!] }
input OrderFilterParameter {
  id: IDOperators code: StringOperators state: StringOperators active: BooleanOperators createdAt: DateOperators
  updatedAt: DateOperators orderPlacedAt: DateOperators
}
input OrderSortParameter { id: SortOrder updatedAt: SortOrder orderPlacedAt: SortOrder }
input OrderListOptions { skip: Int take: Int sort: OrderSortParameter filter: OrderFilterParameter }
input ProductVariantFilterParameter { id: IDOperators sku: StringOperators updatedAt: DateOperators }
input ProductVariantSortParameter { id: SortOrder updatedAt: SortOrder }
input ProductVariantListOptions {
  skip: Int take: Int sort: ProductVariantSortParameter filter: ProductVariantFilterParameter
}
type OrderList { items: [Order!]! totalItems: Int! }
type ProductVariantList { items: [ProductVariant!]! totalItems: Int! }
type StockLocation { id: ID! name: String! }
type StockLocationList { items: [StockLocation!]! totalItems: Int! }
type Query {
  activeChannel: Channel!
  order(id: ID!): Order
  orders(options: OrderListOptions): OrderList!
  productVariant(id: ID!): ProductVariant
  productVariants(options: ProductVariantListOptions): ProductVariantList!
  stockLocations: StockLocationList!
}
type Mutation {
  login(username: String!, password: String!, rememberMe: Boolean): NativeAuthenticationResult!
  addFulfillmentToOrder(input: FulfillOrderInput!): AddFulfillmentToOrderResult!
  transitionFulfillmentToState(id: ID!, state: String!): TransitionFulfillmentToStateResult!
  cancelOrder(input: CancelOrderInput!): CancelOrderResult!
  refundOrder(input: RefundOrderInput!): RefundOrderResult!
  settleRefund(input: SettleRefundInput!): SettleRefundResult!
  updateProductVariants(input: [UpdateProductVariantInput!]!): [ProductVariant]!
}`;

export const SHOP = `${SHARED}
${error('OrderModificationError', 'NegativeQuantityError', 'InsufficientStockError', 'OrderStateTransitionError',
  'NoActiveOrderError', 'OrderPaymentStateError', 'PaymentDeclinedError', 'CouponCodeInvalidError')}
union UpdateOrderItemsResult = Order | OrderModificationError | NegativeQuantityError | InsufficientStockError
union ActiveOrderResult = Order | NoActiveOrderError
union SetCustomerForOrderResult = Order | NoActiveOrderError
union SetOrderShippingMethodResult = Order | NoActiveOrderError | OrderModificationError
union ApplyCouponCodeResult = Order | CouponCodeInvalidError
union TransitionOrderToStateResult = Order | OrderStateTransitionError
union AddPaymentToOrderResult = Order | OrderPaymentStateError | PaymentDeclinedError | NoActiveOrderError
type ShippingMethodQuote { id: ID! code: String! name: String! price: Money! priceWithTax: Money! }
type PaymentMethodQuote { id: ID! code: String! name: String! isEligible: Boolean! }
input CreateCustomerInput { firstName: String! lastName: String! emailAddress: String! phoneNumber: String }
input CreateAddressInput {
  fullName: String company: String streetLine1: String! streetLine2: String city: String province: String
  postalCode: String countryCode: String! phoneNumber: String
}
input PaymentInput { method: String! metadata: JSON! }
type Query {
  eligibleShippingMethods: [ShippingMethodQuote!]!
  eligiblePaymentMethods: [PaymentMethodQuote!]!
}
type Mutation {
  addItemToOrder(productVariantId: ID!, quantity: Int!): UpdateOrderItemsResult!
  applyCouponCode(couponCode: String!): ApplyCouponCodeResult!
  setCustomerForOrder(input: CreateCustomerInput!): SetCustomerForOrderResult!
  setOrderShippingAddress(input: CreateAddressInput!): ActiveOrderResult!
  setOrderShippingMethod(shippingMethodId: [ID!]!): SetOrderShippingMethodResult!
  transitionOrderToState(state: String!): TransitionOrderToStateResult
  addPaymentToOrder(input: PaymentInput!): AddPaymentToOrderResult!
}`;
