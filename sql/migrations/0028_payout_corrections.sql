-- A payout that was told of once more and otherwise: what its lines correct, {external, added, taken}. The first `added`
-- lines came, the others are lines of before with their sign turned.
alter table payout_view add column corrects jsonb;
