-- Goods on their way: where each parcel of a shipment is, as far as a carrier tells, and when all of it was there.
alter table shipment_view add column parcels jsonb not null default '{}';  -- tracking number → {word, at}
alter table shipment_view add column delivered_at timestamptz;
