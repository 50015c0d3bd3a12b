-- How well it went, hour by hour and day by day: measured once while the log has it, kept when the log has moved on.
create table figure_point (
  tenant  text not null references tenant,
  figure  text not null,
  grain   text not null check (grain in ('hour', 'day')),
  at      timestamptz not null,
  -- What the chart draws: a 95th percentile in seconds, a number of orders, a share in percent.
  value   float8 not null,
  -- How many it was measured over, and how many of them were in time.
  count   int not null,
  in_time int not null,
  primary key (tenant, figure, grain, at)
);
create index figure_point_age on figure_point (at);
