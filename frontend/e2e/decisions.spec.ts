import { randomUUID } from 'node:crypto';
import type { SessionView } from '../src/kit/api/types';
import { signInAsStaff, day, createStudio } from './support/studio';
import { expect, expectAccessible, expectNoSidewaysScroll, settled, test } from './support/test';

test('coming decisions come first with their full count, and old sessions are closed together and reopened', async ({
  page,
  world,
}) => {
  // M3, scheduling 3, 11
  const setup = await createStudio(world);
  const long = { local_date: day(-20), people: 6 };
  const held = await setup.plan({ ...long, local_start: '08:00', title: 'Long over' });
  const empty = await setup.plan({ ...long, local_start: '10:00', title: 'Nobody written' });
  const at = Date.now();
  await world.coordinator.put(`/sessions/${held.id}/attendance`, {
    device: randomUUID(),
    entries: [],
    unnamed: { cid: randomUUID(), press: 1, count: 4, recorded_at: at },
    reason: 'paper',
  });
  for (let hour = 4; hour < 24; hour += 2) {
    const start = { local_date: day(2), local_start: `${String(hour).padStart(2, '0')}:00`, minutes: 50 };
    await setup.plan({ ...start, title: `Short ${hour}`, staff: [] });
  }
  await signInAsStaff(page, world, 'coordinator');
  await page.goto('/today');
  await settled(page);
  const decisions = page.locator('section', { has: page.getByRole('heading', { name: 'Needs a decision' }) }).first();
  const kinds = decisions.getByRole('heading', { level: 3 });
  await expect(kinds.filter({ hasText: /^Seats are open: \d+, showing the next 8$/ })).toBeVisible();
  await expect(kinds.last()).toHaveText(/^Ended, not closed: \d+/);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await decisions.getByRole('button', { name: 'Show more: Seats are open' }).click();
  await expect(decisions.getByRole('link', { name: 'Short 22', exact: true })).toBeVisible();

  await decisions.getByRole('button', { name: /^Close \d+ old sessions?$/ }).click();
  const dialog = page.getByRole('dialog', { name: /^Close \d+ old sessions?\?$/ });
  await dialog.getByRole('button', { name: 'Close them' }).click();
  const report = decisions.getByRole('status').filter({ hasText: 'closed' });
  await expect(report).toContainText(/\d+ sessions? closed, \d+ left open\./);
  await expect(report.getByRole('listitem').filter({ hasText: 'Nobody written' })).toContainText(
    'no attendance: did it take place?',
  );
  await page.evaluate(() => scrollTo(0, 0)); // no element is half covered by the bar
  await expectAccessible(page);
  const state = async (id: string) => (await world.coordinator.get<SessionView>(`/sessions/${id}`)).state;
  expect([await state(held.id), await state(empty.id)]).toEqual(['closed', 'published']);

  await report.getByRole('button', { name: 'Reopen them' }).click();
  await expect.poll(() => state(held.id)).toBe('delivered');
  await expect(decisions.getByRole('button', { name: /^Close \d+ old sessions?$/ })).toBeVisible();
});
