/** The shape all messages have. `subject` orders the work: 'order:ord-…', 'payout:…', 'stock:SKU'. */
export interface Message<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}
