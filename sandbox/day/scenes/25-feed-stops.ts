/** 25: the stock feed stops, then says zero for everything. Listings are throttled, the zeros wait for a person, all comes back. */
import { loadConfiguration } from '#runtime/platform.ts';
import { savePolicy } from '#store/configuration.ts';
import { pins } from '../catalog.ts';
import { countShelves } from '../count.ts';
import { until, type Day } from '../day.ts';
import { TENANT } from '../retailer.ts';
import { Findings, type Scene } from '../scene.ts';
import { pinsOf } from './22-one-bad-item.ts';
import { drop } from './stage.ts';

const HOUR = 3600;

export function feedStops(): Scene {
  let steps: readonly string[] = [];
  let reasons = '';
  let before: Readonly<Record<string, number>> = {};
  let pin = '';
  return {
    number: 25, name: 'The stock feed stops, then says zero for everything', at: 'closing',
    async play(day, tell) {
      const skus = pins(pinsOf(day)).slice(0, -1).map((a) => a.sku);
      pin = skus[0]!;
      before = await onBooks(day, skus);
      await expectEvery(day, 1);
      await until('Portland is not believed any more', async () => (await believed(day)).step === 'pause', 90);
      await until('the shop shows no pins', () => shown(day, pin) === 0, 60);
      const paused = await believed(day);
      reasons = paused.reasons;
      await countShelves(day.cast.houses.PDX, Object.fromEntries(skus.map((sku) => [sku, 0])));
      const zeros = await until('the zeros wait for a person', async () =>
        (await day.look.parked()).find((p) => p.exception === 'MassZeroStock') ?? false, 60);
      await drop(day, zeros, 'the scanner was empty, the shelves are not');
      await expectEvery(day, HOUR);
      await until('Portland is believed again', async () => (await believed(day)).step === 'full', 90);
      await until('the shop shows the pins', () => shown(day, pin) === before[pin], 60);
      steps = [paused.step, (await believed(day)).step];
      await expectEvery(day, 0);
      tell(`no word from Portland: listings paused; then zeros for ${skus.length} pins, held and dropped; all ${before[pin]} are back`);
    },
    async check(day) {
      return new Findings().equal('steps', steps, ['pause', 'full']).that(/last feed .* ago/.test(reasons), `no reason is given: ${reasons}`)
        .equal('on the books', await onBooks(day, Object.keys(before)), before).equal('in the shop', shown(day, pin), before[pin]).verdict();
    },
  };
}

/** How often a feed of Portland should come; 0: nobody expects one. */
async function expectEvery({ retailer }: Day, everySeconds: number): Promise<void> {
  const p = retailer.opened.platform;
  await savePolicy(p.pool, TENANT, { name: 'confidence', scope: 'PDX', author: 'demo:clerk', value: { everySeconds } });
  await loadConfiguration(p);
}
async function believed(day: Day): Promise<{ step: string; reasons: string }> {
  const [row] = await day.look.rows<{ step: string; reasons: unknown }>(
    `select c.step, c.reasons from location_confidence c where c.tenant = $1 and c.location = 'PDX'`);
  return { step: row?.step ?? 'full', reasons: JSON.stringify(row?.reasons ?? []) };
}
async function onBooks(day: Day, skus: readonly string[]): Promise<Record<string, number>> {
  const rows = await day.look.rows<{ sku: string; units: number }>(`
    select b.unit as sku, sum(b.amount)::int as units from balance b
    where b.tenant = $1 and b.unit = any($2::text[]) and b.account like 'stock:%' group by b.unit order by b.unit`, skus);
  return Object.fromEntries(rows.map((r) => [r.sku, r.units]));
}
const shown = (day: Day, sku: string): number | undefined =>
  day.cast.shops['shopify-us'].state().stock.find((s) => s.sku === sku)?.available;
