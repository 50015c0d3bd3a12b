-- Distributes an existing database over a Citus cluster. Run once, on the coordinator, after `threadline migrate`, with
-- api and worker stopped:
--
--   psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f sql/distribute.sql
--
-- No begin and commit around it: each call is a transaction of its own. Parents stand before children. Small, rarely
-- written tables become reference tables (a copy on every node); hot tables are split by `shard`, all in one co-location
-- group, so that a statement that names one shard goes to one node whole.
--
-- NOT RUN on Citus by those who wrote it: docs/guides/distributed.md says what was. test/docs.test.ts checks that every
-- table of the migrations stands here once.

create extension if not exists citus;
-- Otherwise tables that point at a reference table change their kind, and every later call fails.
set citus.enable_local_reference_table_foreign_keys = off;

select create_reference_table('schema_migration');
select create_reference_table('tenant');
select create_reference_table('connection');
select create_reference_table('location');
select create_reference_table('product');
select create_reference_table('mapping');
select create_reference_table('policy');
select create_reference_table('intake_refusal');
select create_reference_table('api_key');
select create_reference_table('sign_in');
select create_reference_table('api_session');
select create_reference_table('api_answer');
select create_reference_table('location_confidence');
select create_reference_table('person');
select create_reference_table('sign_in_flow');
select create_reference_table('work_note');
select create_reference_table('saved_view');
select create_reference_table('figure_point');
select create_reference_table('reclassification');
select create_reference_table('fee_claim');
select create_reference_table('period');
select create_reference_table('late_document');
select create_reference_table('journal_approval');
select create_reference_table('journal_series');
select create_reference_table('subscription');
-- Written often; see "What to watch" in the guide.
select create_reference_table('budget');
select create_reference_table('breaker');
select create_reference_table('schedule');
select create_reference_table('worker');
select create_reference_table('configuration_proposal');
select create_reference_table('audit');

select create_distributed_table('shard_head', 'shard', shard_count := 32);
select create_distributed_table('shard_lease', 'shard', colocate_with := 'shard_head');
select create_distributed_table('message', 'shard', colocate_with := 'shard_head');
select create_distributed_table('delivery', 'shard', colocate_with := 'shard_head');
select create_distributed_table('workflow_state', 'shard', colocate_with := 'shard_head');
select create_distributed_table('link', 'shard', colocate_with := 'shard_head');
select create_distributed_table('reference', 'shard', colocate_with := 'shard_head');
select create_distributed_table('raw_payload', 'shard', colocate_with := 'shard_head');
select create_distributed_table('raw_piece', 'shard', colocate_with := 'shard_head');
select create_distributed_table('vault_party', 'shard', colocate_with := 'shard_head');
select create_distributed_table('entry', 'shard', colocate_with := 'shard_head');
select create_distributed_table('posting', 'shard', colocate_with := 'shard_head');
select create_distributed_table('balance', 'shard', colocate_with := 'shard_head');
select create_distributed_table('stock_count', 'shard', colocate_with := 'shard_head');
select create_distributed_table('reservation', 'shard', colocate_with := 'shard_head');
select create_distributed_table('stock_hold', 'shard', colocate_with := 'shard_head');
select create_distributed_table('stock_lot', 'shard', colocate_with := 'shard_head');
select create_distributed_table('stock_incoming', 'shard', colocate_with := 'shard_head');
select create_distributed_table('stock_claim', 'shard', colocate_with := 'shard_head');
select create_distributed_table('stock_since', 'shard', colocate_with := 'shard_head');
select create_distributed_table('location_load', 'shard', colocate_with := 'shard_head');
select create_distributed_table('order_view', 'shard', colocate_with := 'shard_head');
select create_distributed_table('order_line_view', 'shard', colocate_with := 'shard_head');
select create_distributed_table('shipment_view', 'shard', colocate_with := 'shard_head');
select create_distributed_table('assigned_part', 'shard', colocate_with := 'shard_head');
select create_distributed_table('return_view', 'shard', colocate_with := 'shard_head');
select create_distributed_table('return_line_view', 'shard', colocate_with := 'shard_head');
select create_distributed_table('payout_view', 'shard', colocate_with := 'shard_head');
select create_distributed_table('payout_line', 'shard', colocate_with := 'shard_head');
select create_distributed_table('register_day', 'shard', colocate_with := 'shard_head');
select create_distributed_table('register_record', 'shard', colocate_with := 'shard_head');
select create_distributed_table('bank_statement', 'shard', colocate_with := 'shard_head');
select create_distributed_table('bank_line', 'shard', colocate_with := 'shard_head');
select create_distributed_table('deposit', 'shard', colocate_with := 'shard_head');
select create_distributed_table('deposit_match', 'shard', colocate_with := 'shard_head');
select create_distributed_table('stock_told', 'shard', colocate_with := 'shard_head');
select create_distributed_table('stock_pace', 'shard', colocate_with := 'shard_head');
select create_distributed_table('feed_word', 'shard', colocate_with := 'shard_head');
select create_distributed_table('feed_mass', 'shard', colocate_with := 'shard_head');
select create_distributed_table('stock_doubt', 'shard', colocate_with := 'shard_head');
select create_distributed_table('subscription_attempt', 'shard', colocate_with := 'shard_head');
