-- The item first: with the tenant first, one tenant's every line matched, and the planner took this index for the key's.
-- (A batch of forty promises read each of them all lines there were: 60 ms a batch, growing with the orders.)
drop index order_line_sku;
create index order_line_sku on order_line_view (sku, tenant);
