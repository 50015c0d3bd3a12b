-- What lies on no shelf: a repair, a delivery, gift wrapping. No word of anybody moves stock of it.
alter table product add column service boolean not null default false;
