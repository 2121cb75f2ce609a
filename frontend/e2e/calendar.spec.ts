import type { Page } from '@playwright/test';
import type { SessionView } from '../src/kit/api/types';
import { signInAsStaff, day, createStudio } from './support/studio';
import { expect, expectAccessible, test } from './support/test';

/** The two main actions are buttons on the page. */
async function openMove(page: Page) {
  await page.getByRole('button', { name: 'Move…' }).click();
}

test.describe('the week at desktop width', () => {
  test.skip(({ isMobile }) => isMobile, 'the grid is for wide windows');

  test('a session moves by keyboard alone, each step is announced, and focus stays on it', async ({ page, world }) => {
    const setup = await createStudio(world);
    const session = await setup.plan({ local_start: '10:00', title: 'Walk and talk' });
    await signInAsStaff(page, world, 'coordinator');
    await page.goto(`/calendar?date=${day(1)}&studio=${setup.studio.id}&view=day`);

    const event = page.locator(`[data-session="${session.id}"]`);
    await expect(event).toBeVisible();
    await event.focus();
    await page.keyboard.press('m');
    const voice = page.getByRole('status').filter({ hasText: 'Walk and talk picked up' });
    await expect(voice).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(page.getByText('Large room, 10:30–12:00')).toBeVisible();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByText('Small room, 10:30–12:00')).toBeVisible();
    await expect(event).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByText(/Walk and talk moved to/).first()).toBeVisible();
    await expect(event).toBeFocused();
    await expect(event).toHaveAccessibleName(/10:30–12:00.*Small room/);

    const after = await world.coordinator.get<SessionView>(`/sessions/${session.id}`);
    expect([after.local_start, after.room]).toEqual(['10:30', 'Small room']);

    // The move is undone.
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(event).toHaveAccessibleName(/10:00–11:30.*Large room/);
  });

  test('the week opens at its sessions, and the headings of the days stay while scrolling', async ({ page, world }) => {
    const setup = await createStudio(world);
    const session = await setup.plan({ local_start: '19:00', title: 'Evening circle' });
    await signInAsStaff(page, world, 'coordinator');
    await page.setViewportSize({ width: 1280, height: 560 });
    await page.goto(`/calendar?date=${day(1)}&studio=${setup.studio.id}`);
    const event = page.locator(`[data-session="${session.id}"]`);
    await expect(event).toBeVisible();
    // The sessions are visible in the grid without scrolling.
    const inGrid = () =>
      event.evaluate((element) => {
        const [box, frame] = [element, element.closest('.grid')!].map((one) => one.getBoundingClientRect());
        return box!.top >= frame!.top && box!.bottom <= frame!.bottom;
      });
    await expect.poll(inGrid).toBe(true);
    const grid = page.locator('.grid');
    for (const edge of [0, 10_000]) {
      await grid.evaluate((element, top) => (element.scrollTop = top), edge);
      const top = await page
        .locator('.grid h3')
        .first()
        .evaluate((head) => head.getBoundingClientRect().top - head.closest('.grid')!.getBoundingClientRect().top);
      expect(Math.abs(top)).toBeLessThan(4);
    }
  });

  test('Escape cancels the move, and arrows change the day', async ({ page, world }) => {
    const setup = await createStudio(world);
    const session = await setup.plan({ local_start: '14:00' });
    await signInAsStaff(page, world, 'coordinator');
    await page.goto(`/calendar?date=${day(1)}&studio=${setup.studio.id}`);
    const event = page.locator(`[data-session="${session.id}"]`);
    await event.focus();
    const words = (await event.textContent())!;
    await page.keyboard.press('m');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowUp');
    await expect(event).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(event).toBeFocused();
    await expect(event).toHaveText(words);
    const after = await world.coordinator.get<SessionView>(`/sessions/${session.id}`);
    expect(after.local_start).toBe('14:00');
  });

  test('a conflict is shown before the drop, and the session stays in its place', async ({ page, world }) => {
    const setup = await createStudio(world);
    await setup.plan({ local_start: '16:00', title: 'Evening circle', staff: [] });
    const session = await setup.plan({ local_start: '14:00', title: 'Tea hour', staff: [] });
    await signInAsStaff(page, world, 'coordinator');
    await page.goto(`/calendar?date=${day(1)}&studio=${setup.studio.id}&view=day`);
    const event = page.locator(`[data-session="${session.id}"]`);
    await event.focus();
    await page.keyboard.press('m');
    for (let count = 0; count < 4; count += 1) await page.keyboard.press('ArrowDown');
    await expect(page.getByText(/Large room is not free: Evening circle/).last()).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByText(/Tea hour stays where it was\. Large room is not free/)).toBeVisible();
    await expect(event).toHaveAccessibleName(/14:00–15:30/);
    await expect(event).toBeFocused();
  });

  test('the week checks the room of the session, and a failed check is not shown as fine', async ({ page, world }) => {
    const setup = await createStudio(world);
    await setup.plan({ local_start: '16:00', title: 'Evening circle', staff: [] });
    const session = await setup.plan({ local_start: '14:00', title: 'Tea hour', staff: [] });
    await signInAsStaff(page, world, 'coordinator');
    await page.goto(`/calendar?date=${day(1)}&studio=${setup.studio.id}&view=week`);
    const event = page.locator(`[data-session="${session.id}"]`);
    await event.focus();
    await page.keyboard.press('m');
    for (let count = 0; count < 4; count += 1) await page.keyboard.press('ArrowDown');
    await expect(page.getByText(/Large room is not free: Evening circle/).last()).toBeVisible();
    await page.route('**/api/v1/sessions/check', (route) => route.fulfill({ status: 400, json: { code: 'bad_body' } }));
    await page.keyboard.press('ArrowUp');
    await expect(page.getByText(/Could not be checked/).last()).toBeVisible();
    await page.keyboard.press('Escape');
  });

  test('a session is dragged with the pointer', async ({ page, world }) => {
    const setup = await createStudio(world);
    const session = await setup.plan({ local_start: '10:00' });
    await signInAsStaff(page, world, 'coordinator');
    await page.goto(`/calendar?date=${day(1)}&studio=${setup.studio.id}&view=day`);
    const event = page.locator(`[data-session="${session.id}"]`);
    // The server's answer replaces the optimistic move, so the element may be created again.
    await expect(async () => event.scrollIntoViewIfNeeded({ timeout: 1_000 })).toPass();
    const box = (await event.boundingBox())!;
    await page.mouse.move(box.x + 30, box.y + 8);
    await page.mouse.down();
    // One hour is 3.5 rem high.
    await page.mouse.move(box.x + 32, box.y + 8 + 56, { steps: 5 });
    await page.mouse.up();
    await expect(event).toHaveAccessibleName(/11:00–12:30/);
    await expect(page).toHaveURL(/calendar/);
    await expect
      .poll(async () => (await world.coordinator.get<SessionView>(`/sessions/${session.id}`)).local_start)
      .toBe('11:00');
  });
});

test('planning a session shows its conflicts before saving', async ({ page, world }) => {
  const setup = await createStudio(world);
  await setup.plan({ local_start: '10:00', title: 'Morning round' });
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/calendar?date=${day(1)}&studio=${setup.studio.id}`);
  await page.getByRole('button', { name: 'Plan a session' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Kind of session').selectOption({ label: 'Open peer group' });
  await dialog.getByLabel('Studio').selectOption({ label: setup.studio.name });
  await dialog.getByLabel('Date').fill(day(1));
  await dialog.getByLabel('Start').fill('10:30');
  // The result is above the buttons without scrolling, and again in the full list.
  await expect(dialog.getByRole('status').getByText(/Large room is not free: Morning round/)).toBeInViewport();
  await dialog.getByLabel('Start').fill('13:00');
  await expect(dialog.getByText('Not possible as it is:', { exact: true })).toBeHidden();
  const person = dialog.getByLabel('Person', { exact: true });
  const option = person.locator('option', { hasText: setup.counsellors[0]!.nickname });
  await person.selectOption(await option.getAttribute('value'));
  await dialog.getByRole('button', { name: 'Add a person' }).click();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByText('Published.')).toBeVisible();
  await expect(dialog).toBeHidden();
});

test('a phone shows the week as a strip above the list of the day', async ({ page, world, isMobile }) => {
  test.skip(!isMobile, 'only phones have this view');
  const setup = await createStudio(world);
  await setup.plan({ title: 'Garden group' });
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/calendar?date=${day(1)}&studio=${setup.studio.id}`);
  await page.getByRole('link', { name: /Garden group/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Garden group' })).toBeVisible();
  await openMove(page);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Start').fill('15:15');
  await dialog.getByRole('button', { name: 'Move session' }).click();
  await expect(page.getByText(/Moved to .*15:15/)).toBeVisible();
  await expect(page.getByText(/15:15–16:45/).first()).toBeVisible();
});

test('cancelling a session can be undone', async ({ page, world }) => {
  const setup = await createStudio(world);
  const session = await setup.plan({ title: 'Rainy day group' });
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/sessions/${session.id}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Cancel the session…' }).click();
  const dialog = page.getByRole('dialog');
  // No reason is preselected.
  await expect(dialog.getByRole('radio', { checked: true })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Cancel the session' }).click();
  await expect(dialog).toBeVisible();
  await dialog.getByLabel('weather or holiday').check();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Cancel the session' }).click();
  await expect(page.getByText('Rainy day group cancelled.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Session restored.')).toBeVisible();
  expect((await world.coordinator.get<SessionView>(`/sessions/${session.id}`)).state).toBe('published');
});

test('moving a session from its page can be undone', async ({ page, world }) => {
  const setup = await createStudio(world);
  const session = await setup.plan({ local_start: '10:00', title: 'Round table' });
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/sessions/${session.id}`);
  const start = async () => (await world.coordinator.get<SessionView>(`/sessions/${session.id}`)).local_start;
  await openMove(page);
  const dialog = page.getByRole('dialog', { name: 'Move the session' });
  await dialog.getByLabel('Start', { exact: true }).fill('11:00');
  await dialog.getByRole('button', { name: 'Move session' }).click();
  await expect.poll(start).toBe('11:00');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(start).toBe('10:00');
});

test('Escape asks before it discards input, and closes an untouched dialog', async ({ page, world }) => {
  const setup = await createStudio(world);
  const session = await setup.plan({ local_start: '10:00' });
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/sessions/${session.id}?do=move`);
  const dialog = page.getByRole('dialog', { name: 'Move the session' });
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.goto(`/sessions/${session.id}?do=move`);
  await dialog.getByLabel('Start', { exact: true }).fill('11:00');
  await page.keyboard.press('Escape');
  await expect(dialog.getByText('Your changes are not saved yet.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Keep editing' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog.getByLabel('Start', { exact: true })).toHaveValue('11:00');
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  await dialog.getByRole('button', { name: 'Discard changes' }).click();
  await expect(dialog).toBeHidden();
});

test('closing a day lists the affected sessions, and one of them is accepted', async ({ page, world }) => {
  const setup = await createStudio(world);
  const session = await setup.plan({ local_start: '10:00', title: 'Paper lanterns' });
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/studios/${setup.studio.id}`);
  await page.getByRole('button', { name: 'Add an exception' }).click();
  await page.getByLabel('Date', { exact: true }).fill(day(1));
  await page.getByLabel('Reason').fill('Painting');
  await page.getByRole('button', { name: 'Add an exception' }).click();
  const hit = page.getByRole('dialog', { name: '1 session no longer fits' });
  await expect(hit.getByText('Paper lanterns')).toBeVisible();
  await expectAccessible(page);
  await hit.getByRole('button', { name: 'Keep as it is' }).click();
  const why = page.getByRole('dialog', { name: 'Keep the session as it is?' });
  await why.getByLabel('Reason').fill('The painters come later');
  await why.getByRole('button', { name: 'Keep as it is' }).click();
  await expect(hit.getByText('kept', { exact: true })).toBeVisible();
  const kept = await world.coordinator.get<SessionView>(`/sessions/${session.id}`);
  expect(kept.has_problem).toBe(false);
});
