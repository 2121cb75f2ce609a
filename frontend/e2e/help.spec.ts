import type { Page } from '@playwright/test';
import { signInAsStaff, openGroup } from './support/studio';
import { expect, expectAccessible, expectNoSidewaysScroll, settled, signIn, test } from './support/test';

const HOUR = 3_600_000;
const openHelp = (page: Page) =>
  page.getByRole('button', { name: 'Get help' }).filter({ visible: true }).first().click();
const ask = (page: Page) => page.getByRole('button', { name: 'Ask the person on duty to come' });

async function expectSound(page: Page) {
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

test('a member asks for help in a room, the supervisor comes, and the member sees it', async ({
  page,
  browser,
  world,
}) => {
  // M2, safety 32, 33
  const member = await world.person('member');
  const room = await openGroup(world, 'Evening group', member);
  const context = await browser.newContext({ locale: 'en-GB' });
  const desk = await context.newPage();
  const supervisor = await signInAsStaff(desk, world, 'supervisor');
  const now = Date.now();
  await world.coordinator.post('/duty/shifts', {
    district_id: world.district,
    person_id: supervisor.me.person_id,
    starts_at: now - HOUR,
    ends_at: now + HOUR,
  });
  // The coordinator who opened the room hosts it. In a room without a host, the person on duty is called at once.
  const steps = [
    { step: 'duty', minutes: 5 },
    { step: 'headquarters', minutes: 10 },
  ];
  await world.coordinator.put(`/districts/${world.district}/escalation-chain`, { steps });

  const said = { cid: 'said-before-the-call', body: 'How is everybody tonight?' };
  await world.coordinator.post(`/chat/rooms/${room.id}/messages`, said);
  await signIn(page, member);
  await page.goto(`/chat/${room.id}`);
  await openHelp(page); // the first tap
  const dialog = page.getByRole('dialog', { name: 'Get help' });
  await expect(dialog.getByRole('link', { name: /120/ })).toHaveAttribute('href', 'tel:120');
  await expectSound(page);
  await dialog.getByLabel(/A few words/).fill('I cannot go on');
  await ask(page).dblclick(); // the second tap, doubled by mistake
  await expect(dialog.getByText(/You have asked\./)).toBeVisible();
  await expect(ask(page)).toHaveCount(0);

  await desk.goto(`${world.base}/duty`);
  // Calls of other tests may be waiting too.
  const call = desk.getByRole('listitem').filter({ hasText: member.nickname });
  await expect(call).toBeVisible();
  await expectSound(desk);
  await call.getByRole('button', { name: 'I am coming' }).click();
  await expect(desk.getByText('I cannot go on')).toBeVisible();
  await expect(desk.getByText('How is everybody tonight?')).toBeVisible();
  await expectSound(desk);
  await expect(dialog.getByText(`${supervisor.nickname} has seen it and is coming.`)).toBeVisible();

  // The supervisor who comes hosts the room now.
  await call.getByRole('link', { name: 'Go there' }).click();
  await expect(desk.getByRole('heading', { level: 1, name: 'Evening group' })).toBeVisible();
  await desk.goto(`${world.base}/duty`);
  await call.getByRole('link', { name: 'Report incident' }).click();
  await desk.getByLabel('Category').selectOption({ label: 'Self-harm, or talk of suicide' });
  await desk.getByLabel('Severity').selectOption({ label: '2 · serious' });
  await desk.getByLabel('What happened, and what was done').fill('We talked for an hour; a friend came.');
  await desk.getByRole('button', { name: 'Send report' }).click();
  await expect(desk.getByText('We talked for an hour; a friend came.')).toBeVisible();
  await expectSound(desk);
  await desk.goto(`${world.base}/duty`);
  await call.getByRole('button', { name: 'It is resolved' }).click();
  await expect(call).toHaveCount(0);
  await context.close();
});

test('help that fails to load says so, and opens once it loads', async ({ page, context, world }) => {
  // M2: no button does nothing
  const member = await world.person('member');
  const part = /\/assets\/deferred-[^/]*\.js$/;
  // Without the service worker's cache.
  await context.route('**/sw.js', (route) => route.abort());
  await context.route(part, (route) => route.abort());
  await signIn(page, member);
  await page.goto('/chat');
  await settled(page);
  await openHelp(page);
  await expect(page.getByText('The server cannot be reached', { exact: false })).toBeVisible();
  await expectAccessible(page);
  await context.unroute(part);
  await openHelp(page);
  await expect(page.getByRole('dialog').getByRole('link', { name: /120/ })).toBeVisible();
});

test('offline, help says that nothing was sent, and shows the phone numbers', async ({ page, context, world }) => {
  const member = await world.person('member');
  const room = await openGroup(world, 'Tunnel group', member);
  await signIn(page, member);
  await page.goto(`/chat/${room.id}`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await openHelp(page);
  const dialog = page.getByRole('dialog', { name: 'Get help' });
  await expect(dialog.getByRole('link', { name: /120/ })).toBeVisible();
  await context.setOffline(true);
  await ask(page).click();
  await expect(dialog.getByText(/This was not sent\. Please call one of the numbers/)).toBeVisible();
  await expect(dialog.getByRole('link', { name: /120/ })).toBeVisible();
  await context.setOffline(false);
  await ask(page).click();
  await expect(dialog.getByText(/You have asked\./)).toBeVisible();
});

test('staff edit the rota, the chain and the crisis cards, by keyboard where it matters', async ({ page, world }) => {
  const coordinator = await signInAsStaff(page, world, 'coordinator');
  await page.goto('/duty');
  await page.getByRole('link', { name: 'Rota and chain' }).click();
  const minutes = page.getByRole('spinbutton').first();
  await minutes.fill('4');
  await page.getByLabel('Person', { exact: true }).selectOption({ label: coordinator.nickname });
  await page.getByRole('button', { name: 'Add shift' }).press('Enter');
  await expect(page.getByRole('button', { name: `Remove the shift of ${coordinator.nickname}` })).toBeVisible();
  // Unsaved changes beside it are still there.
  await expect(minutes).toHaveValue('4');
  const kept = page.waitForResponse(
    (answer) => answer.url().endsWith('/escalation-chain') && answer.request().method() === 'PUT',
  );
  await minutes.press('Enter');
  await kept;
  await expect(page.getByText('Saved').first()).toBeVisible();
  await page.reload();
  await expect(page.getByRole('spinbutton').first()).toHaveValue('4');
  await expectSound(page);
  await page.goto('/duty/cards');
  await expect(page.getByText(/Checked on/).first()).toBeVisible();
  await expectSound(page);
  await page.goto('/duty');
  await expect(page.getByText(coordinator.nickname).first()).toBeVisible();
});
