/** Of labels, shipments and news of carriers, what is read. */
import { z } from 'zod';

export const Label = z.object({
  label_id: z.string(), status: z.string(), shipment_id: z.string(), external_shipment_id: z.string().nullish(),
  tracking_number: z.string().nullish(), tracking_status: z.string().nullish(), carrier_code: z.string().nullish(),
  created_at: z.string(), voided_at: z.string().nullish(),
  packages: z.array(z.object({ tracking_number: z.string().nullish() })).default([]),
});
export type Label = z.infer<typeof Label>;
export const Labels = z.object({ labels: z.array(Label), page: z.number(), pages: z.number() });
export const Shipment = z.object({
  items: z.array(z.object({ quantity: z.number().int(), sku: z.string().nullish(),
    external_order_item_id: z.string().nullish() })).default([]),
});
export const Tracking = z.object({
  tracking_number: z.string(), status_code: z.string(), status_description: z.string().nullish(),
    actual_delivery_date: z.string().nullish(),
  events: z.array(z.object({ occurred_at: z.string(), status_code: z.string().nullish() })).default([]),
});
export type Tracking = z.infer<typeof Tracking>;
