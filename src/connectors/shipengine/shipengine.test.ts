import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Stopped } from '#domain/fault.ts';
import { PARCEL_WORDS } from '#domain/fulfillment-messages.ts';
import { conformance } from '../conformance.ts';
import { recordings, replay } from '../recording.ts';
import shipengine from './index.ts';
import { requestFulfillment } from './labels.ts';
import { PARCEL } from './read.ts';

const folder = new URL('./recordings/', import.meta.url);
conformance(shipengine, folder);

/** As the partner's specification lists them. */
const CODES = ['UN', 'AC', 'IT', 'DE', 'EX', 'AT', 'NY', 'SP'];
it('every status code of a parcel has a word of ours, but the one that says nothing; every word of ours is one we know', () => {
  assert.deepEqual(Object.keys(PARCEL).sort(), CODES.filter((c) => c !== 'UN').sort());
  assert.deepEqual(Object.values(PARCEL).filter((w) => !PARCEL_WORDS.includes(w)), []);
});

it('an address that no carrier can use is refused in words, and nothing of it is told', async () => {
  const [r] = recordings(folder).filter((x) => x.name === 'write-RequestFulfillment');
  const port = { ...replay(shipengine, { ...r!, answers: [] }), party: async () => ({ name: 'Ada Byron', country: 'US' }) };
  await assert.rejects(() => requestFulfillment.apply(port, r!.wish as never, 'k' as never), (e) => e instanceof Stopped &&
    e.fault.kind === 'Refused' && e.fault.exception === 'AddressInvalid' && /address_line1/.test(e.fault.detail) &&
      !/Ada/.test(e.fault.detail));
});
