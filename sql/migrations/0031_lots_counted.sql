-- The last count of an item at a place that named its lots: what left before it is missing from the lots it named already.
alter table stock_count add column by_lot timestamptz;
