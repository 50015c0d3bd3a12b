import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { it } from 'node:test';
import { conformance } from '../conformance.ts';
import { replay } from '../recording.ts';
import { golden, payoutsIn, told } from '../statement/golden.ts';
import adyen from './index.ts';

const folder = new URL('./recordings/', import.meta.url);
conformance(adyen, folder);
golden(adyen, folder);

const SAMPLE = new URL('../../../../shared/partners/adyen/samples/settlement_detail_report_batch_238.csv', import.meta.url);
it('the public sample of a batch that only carries its balance on', {
  skip: existsSync(SAMPLE) ? false : '../shared/partners/adyen is not here',
}, async () => {
  const body = readFileSync(SAMPLE);
  const news = await adyen.can.read!(replay(adyen, { name: 'sample' }), { topic: 'settlement', headers: {}, body });
  assert.deepEqual(payoutsIn(news).map(told).map(({ net, lines, classes }) => ({ net, lines, classes })),
    [{ net: '0.00 USD', lines: 3, classes: { 'carried-forward': '0.09', 'processing-fee': '-0.09' } }]);
});
