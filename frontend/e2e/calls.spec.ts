import type { Browser, Page } from '@playwright/test';
import { signInAsStaff, openGroup } from './support/studio';
import { expect, expectAccessible, expectNoSidewaysScroll, settled, signIn, test } from './support/test';
import { PASSPHRASE, type Actor, type World } from './support/world';

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** Calls arrive over the socket, on every page, without a reload (M2). */
const SOON = { timeout: 5_000 };
const bar = (page: Page) => page.getByRole('alert').getByText('Somebody is asking you to come.');

/** Opens a room without a host for a member, and a page for a supervisor on duty. */
async function openPages(page: Page, browser: Browser, world: World) {
  const member = await world.person('member');
  const room = await openGroup(world, 'Evening group', member);
  const steps = [
    { step: 'duty', minutes: 5 },
    { step: 'headquarters', minutes: 10 },
  ];
  await world.coordinator.put(`/districts/${world.district}/escalation-chain`, { steps });
  const desk = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  const supervisor = await signInAsStaff(desk, world, 'supervisor');
  await onDuty(world, supervisor);
  await signIn(page, member);
  await page.goto(`${world.base}/chat/${room.id}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Evening group' })).toBeVisible();
  return { desk, supervisor };
}

async function onDuty(world: World, person: Actor): Promise<void> {
  const now = Date.now();
  const shift = { starts_at: now - HOUR, ends_at: now + HOUR };
  await world.coordinator.post('/duty/shifts', {
    district_id: world.district,
    person_id: person.me.person_id,
    ...shift,
  });
}

async function ask(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Get help' }).filter({ visible: true }).first().click();
  await page.getByRole('button', { name: 'Ask the person on duty to come' }).click();
  await expect(page.getByText(/You have asked\./)).toBeVisible();
}

/** Waits until the status bars are loaded and calls are polled. */
const pollingStarted = (page: Page) =>
  page.waitForFunction(() => performance.getEntriesByType('resource').some((one) => one.name.endsWith('/asked')));

test('a call shows on every open page of those on duty within five seconds, until somebody comes, and nowhere else', async ({
  page,
  browser,
  world,
}) => {
  // M2, safety 33, 47
  const { desk, supervisor } = await openPages(page, browser, world);
  const other = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await signInAsStaff(other, world, 'supervisor');
  const elsewhere = await desk.context().newPage();
  for (const [one, path] of [
    [desk, '/today'],
    [elsewhere, '/account'],
    [other, '/today'],
  ] as const) {
    await one.goto(`${world.base}${path}`);
    await settled(one);
    await pollingStarted(one);
  }
  await ask(page);
  await expect(bar(desk)).toBeVisible(SOON);
  await expect(bar(elsewhere)).toBeVisible(SOON);
  await expect(desk).toHaveTitle(/^Somebody is asking for you/);
  // It is above all other decisions.
  const first = desk.locator('section', { has: desk.getByRole('heading', { name: 'Needs a decision' }) });
  await expect(first.getByRole('listitem').first()).toContainText(/calls? for help (is|are) unanswered/);
  await expectAccessible(desk);
  await expectNoSidewaysScroll(desk);
  await expect(bar(other)).toHaveCount(0);
  await expect(other).not.toHaveTitle(/Somebody is asking for you/);

  await desk.getByRole('alert').getByRole('link', { name: 'View' }).click();
  await desk.getByRole('button', { name: 'I am coming' }).click();
  await expect(page.getByText(`${supervisor.nickname} has seen it and is coming.`)).toBeVisible();
  await expect(bar(desk)).toHaveCount(0, SOON);
  await expect(bar(elsewhere)).toHaveCount(0, SOON);
  await expect(desk).not.toHaveTitle(/Somebody is asking for you/);
});

test('without a socket calls are polled, and a locked page shows the call and nothing else', async ({
  page,
  browser,
  world,
}) => {
  // M2, safety 55
  const { desk, supervisor } = await openPages(page, browser, world);
  await desk.routeWebSocket(/\/ws/, (socket) => socket.close({ code: 1011 }));
  await desk.goto(`${world.base}/today`);
  await settled(desk);
  await pollingStarted(desk);
  await desk.evaluate((ms) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + ms;
  }, 6 * MINUTE);
  const cover = desk.getByRole('dialog', { name: 'The screen is locked' });
  await expect(cover).toBeVisible();
  await expect(cover.getByText('Somebody is asking you to come.')).toHaveCount(0);
  await ask(page);
  await expect(cover.getByText('Somebody is asking you to come.')).toBeVisible({ timeout: 8_000 });
  await expect(desk.getByText('call for help').filter({ visible: true })).toHaveCount(0);
  await expect(desk.getByText(supervisor.nickname).filter({ visible: true })).toHaveCount(0);
  await cover.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await cover.getByRole('button', { name: 'Unlock' }).click();
  await expect(bar(desk)).toBeVisible();
  await desk.getByRole('alert').getByRole('link', { name: 'View' }).click();
  await desk.getByRole('button', { name: 'I am coming' }).click();
  await expect(bar(desk)).toHaveCount(0, SOON);
});
