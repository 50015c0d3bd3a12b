-- The day on which an order counts against the capacity of a place: given back with the promise, unless something left.
alter table reservation add column given_day date;
-- The order that took over what was held.
alter table stock_hold add column taken_by text;
