/** 30: a fee code nobody has classified, worth 12.34. It stands in suspense, with an exception, until somebody does. */
import { Findings, type Scene } from '../scene.ts';
import { UNKNOWN_FEE } from '../../amazon/settlement.ts';

export function unknownFee(): Scene {
  return {
    number: 30, name: 'An unknown fee code worth 12.34', at: 'closing',
    async play(_day, tell) {
      tell(`Amazon’s settlement has ${UNKNOWN_FEE}, −12.34, which stands in no list`);
    },
    async check(day) {
      const found = new Findings();
      const rows = await day.look.rows<{ suspense: bigint; net: bigint; explained: bigint }>(`
        select p.suspense, p.net, p.explained from payout_view p where p.tenant = $1 and p.connection = 'amazon-us'`);
      found.equal('in suspense', rows.map((r) => r.suspense), [-1234n]);
      found.that(rows.every((r) => r.explained + r.suspense === r.net), 'the payout does not add up');
      const open = (await day.look.parked()).filter((p) => p.exception === 'UnknownFeeCode');
      found.that(open.some((p) => p.detail.includes(UNKNOWN_FEE)), 'nobody was asked what it is');
      return found.verdict();
    },
  };
}
