import { beCounsellor, justNow, openHouse } from './support/house';
import { expect, settled, test } from './support/test';

const KB = 1_024;
/** Scripts until Today can be read, and what comes after it until the page rests. */
const [FIRST, LATER] = [45 * KB, 15 * KB];

test('a browser has fetched 45 kB of scripts when Today can be read, and 15 kB more when it rests', async ({
  page,
  world,
}, { project }) => {
  test.skip(!!process.env.E2E_DIST, 'only the server itself sends what is compressed');
  const house = await openHouse(world);
  await house.plan({ ...justNow(), title: 'Evening circle' });
  await beCounsellor(page, world, house.counsellors[0]!);
  // The moment itself: the journey learns of it a little later.
  await page.addInitScript(() => {
    const look = new MutationObserver(() => {
      if (!document.querySelector('main')?.textContent?.includes('Evening circle')) return;
      look.disconnect();
      performance.mark('readable');
    });
    look.observe(document, { childList: true, subtree: true, characterData: true });
  });
  await page.goto('/today');
  await expect(page.getByText('Evening circle').first()).toBeVisible();
  const fetched = () =>
    page.evaluate(() =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter((one) => new URL(one.name).pathname.endsWith('.js') && one.initiatorType !== 'serviceworker')
        .map((one) => ({ name: new URL(one.name).pathname, bytes: one.encodedBodySize, at: one.responseEnd })),
    );
  const sum = (list: { bytes: number }[]) => list.reduce((total, one) => total + one.bytes, 0);
  const readable = await page.evaluate(() => performance.getEntriesByName('readable')[0]!.startTime);
  await settled(page);
  // What comes by itself has come: who asks, the socket, the worker, the words of refusals.
  const has = (end: string) =>
    page.waitForFunction(
      (name) => performance.getEntriesByType('resource').some((one) => one.name.includes(name)),
      end,
    );
  for (const last of ['/asked', '/ws-ticket', '-errors-']) await has(last);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForLoadState('networkidle');
  const all = await fetched();
  const first = all.filter((one) => one.at <= readable);
  const report = all.map((one) => `${one.bytes} ${one.name}`).join('\n');
  console.log(`${project.name}: ${sum(first)} B until Today can be read, ${sum(all) - sum(first)} B after it`);
  expect(sum(first), report).toBeLessThanOrEqual(FIRST);
  expect(sum(all) - sum(first), report).toBeLessThanOrEqual(LATER);
});
