/** What a courier's charges are. */
/** Raise it when a charge changes its class. */
export const CLASSES_VERSION = 1;

export const CHARGES = {
  fee: 'processing-fee', freight: 'shipping-label', returned: 'shipping-label', tax: 'fee-tax', other: 'adjustment',
} as const;
