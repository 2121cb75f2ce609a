import type { SessionView } from '../src/kit/api/types';
import { beCounsellor, day, openHouse } from './support/house';
import { expect, test } from './support/test';

test('an attendance that was not sent outlives the idle lock, and nobody else sends or sees it', async ({
  page,
  context,
  world,
}) => {
  // M6, safety 54, safety 55
  const house = await openHouse(world);
  const session = await house.plan({ local_date: day(-1), local_start: '10:00', title: 'Yesterday' });
  const [lead, other] = [house.counsellors[0]!, house.counsellors[1]!];
  await page.clock.install();
  await beCounsellor(page, world, lead);
  await page.goto(`/sessions/${session.id}?tab=people`);
  const row = page.getByRole('group', { name: `Attendance of ${other.nickname}` });
  await expect(row).toBeVisible();
  await context.setOffline(true);
  await row.getByLabel('Here', { exact: true }).check();
  await expect(page.getByText('1 change kept on this device')).toBeVisible();

  await page.clock.fastForward('31:00');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await context.setOffline(false);
  await beCounsellor(page, world, lead);
  await page.goto('/today');
  await expect
    .poll(async () => (await world.coordinator.get<SessionView>(`/sessions/${session.id}`)).attendance_count)
    .toBe(1);
});

test('a page opened without a network goes on only while its screen would not have locked', async ({
  page,
  context,
  world,
}) => {
  // safety 55
  const house = await openHouse(world);
  await beCounsellor(page, world, house.counsellors[0]!);
  await page.clock.install();
  await page.goto('/today');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByText('Offline')).toBeVisible();
  await page.clock.setSystemTime(Date.now() + 3 * 60 * 60_000);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});
