import type { Route } from '@playwright/test';
import type { SessionView } from '../src/kit/api/types';
import { beCounsellor, beStaff, day, justNow, openHouse } from './support/house';
import { expect, test } from './support/test';

const MINUTE = 60_000;

/** Lets the page believe that it is so much later. */
function later(ms: number): void {
  const now = Date.now.bind(Date);
  Date.now = () => now() + ms;
}

for (const way of ['without a network', 'while the server takes nothing'] as const) {
  test(`an attendance that was not sent ${way} outlives the idle lock, and goes when its writer is back`, async ({
    page,
    context,
    world,
  }) => {
    // M6, safety 54, safety 55
    const house = await openHouse(world);
    const session = await house.plan({ ...justNow(), title: 'Evening circle' });
    const [lead, other] = [house.counsellors[0]!, house.counsellors[1]!];
    await beCounsellor(page, world, lead);
    await page.goto(`/sessions/${session.id}?tab=people`);
    const row = page.getByRole('group', { name: `Attendance of ${other.nickname}` });
    await expect(row).toBeVisible();
    // The shell must be there without a network before the basement begins.
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const attendance = `**/sessions/${session.id}/attendance`;
    const refuse = (route: Route) =>
      route.request().method() === 'PUT' ? route.fulfill({ status: 503 }) : route.fallback();
    if (way === 'without a network') await context.setOffline(true);
    else await context.route(attendance, refuse);
    await row.getByLabel('Here', { exact: true }).check();
    await expect(page.getByText('1 change kept on this device')).toBeVisible();

    await page.evaluate(later, 31 * MINUTE);
    await expect(row).toBeHidden();
    if (way === 'without a network') await context.setOffline(false);
    else {
      // The server was told that this login is over, and its answer left what waits on the device.
      await expect(page.getByText('You were signed out because nothing happened for a while.')).toBeVisible();
      await context.unroute(attendance);
    }
    await beCounsellor(page, world, lead);
    await page.goto('/today');
    await expect
      .poll(async () => (await world.coordinator.get<SessionView>(`/sessions/${session.id}`)).attendance_count)
      .toBe(1);
  });
}

test('a page opened without a network shows what it had, and after its lock nothing of anybody', async ({
  page,
  context,
  world,
}) => {
  // safety 54, safety 55
  const house = await openHouse(world);
  await house.plan({ local_date: day(1), local_start: '10:00', title: 'Late circle' });
  await beCounsellor(page, world, house.counsellors[0]!);
  await page.goto('/today');
  await expect(page.getByText('Late circle').first()).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  for (let opened = 0; opened < 2; opened += 1) {
    await page.reload();
    await expect(page.getByText('Late circle').first()).toBeVisible();
    await expect(page.getByText(/Offline · as of/)).toBeVisible();
  }
  await page.addInitScript(later, 31 * MINUTE);
  for (let opened = 0; opened < 2; opened += 1) {
    await page.reload();
    await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
    await expect(page.getByText('Late circle')).toHaveCount(0);
  }
});

test('a question that names somebody does not stand over the locked screen', async ({ page, world }) => {
  // safety 55
  const walker = await world.person('counsellor');
  await beStaff(page, world, 'coordinator');
  await page.goto(`/people/${walker.me.person_id}`);
  await page.getByRole('button', { name: 'Close the account' }).click();
  await expect(page.getByRole('dialog')).toContainText(walker.nickname);
  await page.evaluate(later, 31 * MINUTE);
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByText(walker.nickname)).toHaveCount(0);
});
