import type { Page, Route } from '@playwright/test';
import type { SessionView } from '../src/kit/api/types';
import { signInAsCounsellor, signInAsStaff, day, fiveMinutesAgo, createStudio } from './support/studio';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './support/test';
import { fromOtherAddress, PASSPHRASE } from './support/world';

const MINUTE = 60_000;

/** Moves the clock of the page forward. */
function later(ms: number): void {
  const now = Date.now.bind(Date);
  Date.now = () => now() + ms;
}

const locked = (page: Page) => page.getByRole('heading', { level: 1, name: 'The screen is locked' });

async function unlock(page: Page): Promise<void> {
  const cover = page.getByRole('dialog', { name: 'The screen is locked' });
  await cover.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await cover.getByRole('button', { name: 'Unlock' }).click();
  await expect(locked(page)).toHaveCount(0);
}

for (const way of ['offline', 'while the server refuses requests'] as const) {
  test(`attendance entered ${way} survives the lock, and is sent after signing in`, async ({
    page,
    context,
    world,
  }) => {
    // M6, safety 54, 55
    const setup = await createStudio(world);
    const session = await setup.plan({ ...fiveMinutesAgo(), title: 'Evening circle' });
    const [lead, other] = [setup.counsellors[0]!, setup.counsellors[1]!];
    await signInAsCounsellor(page, world, lead);
    await page.goto(`/sessions/${session.id}?tab=people`);
    const row = page.getByRole('group', { name: `Attendance of ${other.nickname}` });
    await expect(row).toBeVisible();
    // Waits until the service worker has cached the shell.
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const attendance = `**/sessions/${session.id}/attendance`;
    const refuse = (route: Route) =>
      route.request().method() === 'PUT' ? route.fulfill({ status: 503 }) : route.fallback();
    if (way === 'offline') await context.setOffline(true);
    else await context.route(attendance, refuse);
    await row.getByLabel('Here', { exact: true }).check();
    await expect(page.getByText('1 change saved on this device')).toBeVisible();

    await page.evaluate(later, 31 * MINUTE);
    await expect(row).toBeHidden();
    await expect(locked(page)).toBeVisible();
    if (way === 'offline') await context.setOffline(false);
    else await context.unroute(attendance);
    await unlock(page);
    await expect(row).toBeVisible();
    await expect
      .poll(async () => (await world.coordinator.get<SessionView>(`/sessions/${session.id}`)).attendance_count)
      .toBe(1);
  });
}

test('a page opened offline shows its stored data, and nothing after its lock', async ({ page, context, world }) => {
  // safety 54, 55
  const setup = await createStudio(world);
  await setup.plan({ local_date: day(1), local_start: '10:00', title: 'Late circle' });
  await signInAsCounsellor(page, world, setup.counsellors[0]!);
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

test('a confirmation that names somebody is hidden while the screen is locked, and shown again afterwards', async ({
  page,
  world,
}) => {
  // safety 55
  const walker = await world.person('counsellor');
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/people/${walker.me.person_id}`);
  await page.getByRole('button', { name: 'Close the account' }).click();
  await expect(page.getByRole('dialog')).toContainText(walker.nickname);
  await page.evaluate(later, 6 * MINUTE);
  await expect(locked(page)).toBeVisible();
  await expect(page.getByText(walker.nickname).filter({ visible: true })).toHaveCount(0);
  await expect(page).not.toHaveTitle(new RegExp(walker.nickname));
  await unlock(page);
  await expect(page.getByRole('dialog')).toContainText(walker.nickname);
});

test('the lock is announced, covers and keeps the input, and a PIN opens it', async ({ page, world }) => {
  // safety 55
  await signIn(page, await world.person('counsellor'));
  await page.goto('/account');
  const form = page.locator('section', { has: page.getByRole('heading', { name: 'Screen lock' }) });
  const save = async (pin: string) => {
    await form.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await form.getByLabel('New PIN').fill(pin);
    await form.getByRole('button', { name: 'Save PIN' }).click();
  };
  await save('1234');
  await expect(form.getByText('This is easy to guess. Please choose another.')).toBeVisible();
  await save('4071');
  await expect(form.getByText('You have a PIN.')).toBeVisible();
  const typed = page.getByLabel('Email address');
  await typed.fill('half-typed@example');
  const settings = page.getByRole('heading', { name: 'My account' });

  await page.evaluate(later, 10 * MINUTE - 20_000);
  await expect(page.getByText('The screen locks in 30 seconds.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Keep working' }).click();
  await expect(page.getByText('The screen locks in 30 seconds.')).toHaveCount(0);
  await expect(settings).toBeVisible();

  await page.evaluate(later, 11 * MINUTE);
  await expect(locked(page)).toBeVisible();
  await expect(settings).toBeHidden();
  await expect(typed).toBeHidden();
  await expect(page).toHaveTitle('Notes');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  for (let presses = 0; presses < 2; presses += 1) await page.keyboard.press('Escape');
  await expect(locked(page)).toBeVisible();
  // The server refuses this login too.
  const status = () =>
    page.evaluate(async () => (await fetch('/api/v1/refresh', { method: 'POST', body: '{}' })).status);
  await expect.poll(status).toBe(423);

  const pin = page.getByLabel('PIN', { exact: true });
  await pin.fill('4072');
  await page.keyboard.press('Enter');
  await expect(page.getByText('That is wrong.')).toBeVisible();
  await pin.fill('4071');
  await page.keyboard.press('Enter');
  await expect(settings).toBeVisible();
  await expect(typed).toHaveValue('half-typed@example');
});

test('a locked page stays locked after a reload, and can sign out', async ({ page, world }) => {
  // safety 55
  await signIn(page, await world.person('counsellor'));
  await page.goto('/account');
  await expect(page.getByRole('heading', { name: 'My account' })).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.evaluate(later, 11 * MINUTE);
  await expect(locked(page)).toBeVisible();
  await page.reload();
  await expect(locked(page)).toBeVisible();
  await page.getByRole('button', { name: 'Use passphrase' }).click();
  await unlock(page);
  await expect(page.getByRole('heading', { name: 'My account' })).toBeVisible();

  await page.evaluate(later, 11 * MINUTE);
  await expect(locked(page)).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
});

test('on a shared computer the lock signs out', async ({ page, world }) => {
  // safety 55
  const person = await world.person('counsellor');
  const data = { nickname: person.nickname, passphrase: PASSPHRASE, is_shared_computer: true };
  const answer = await page.request.post(`${world.base}/api/v1/sign-in`, { data, headers: fromOtherAddress() });
  expect(answer.ok()).toBe(true);
  await page.goto('/account');
  await expect(page.getByRole('heading', { name: 'My account' })).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.evaluate(later, 6 * MINUTE);
  await expect(page.getByText('You were signed out because you were inactive.')).toBeVisible();
});
