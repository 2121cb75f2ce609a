import { signInAsCounsellor, fiveMinutesAgo, createStudio } from './support/studio';
import { expect, settled, test } from './support/test';

const KB = 1_024;
/** The budget of scripts until Today is readable, and of those that load afterwards. */
const [FIRST, LATER] = [45 * KB, 20 * KB];

test('Today is readable after 45 kB of scripts, and 20 kB more load afterwards', async ({ page, world }, {
  project,
}) => {
  test.skip(!!process.env.E2E_DIST, 'only the server itself sends compressed files');
  const setup = await createStudio(world);
  await setup.plan({ ...fiveMinutesAgo(), title: 'Evening circle' });
  await signInAsCounsellor(page, world, setup.counsellors[0]!);
  // The page records the time itself, because the test observes it later.
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
  // All deferred parts have loaded: calls, the socket, the service worker, the error texts.
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
