import { randomUUID } from 'node:crypto';
import type { SessionView } from '../src/kit/api/types';
import { beStaff, day, openHouse } from './support/house';
import { expect, expectAccessible, expectNoSidewaysScroll, settled, test } from './support/test';

test('what lies ahead stands first with its true count, and many old sessions are closed and opened again', async ({
  page,
  world,
}) => {
  // M3, scheduling 3, 11
  const house = await openHouse(world);
  const long = { local_date: day(-20), people: 6 };
  const held = await house.plan({ ...long, local_start: '08:00', title: 'Long over' });
  const empty = await house.plan({ ...long, local_start: '10:00', title: 'Nobody written' });
  const at = Date.now();
  await world.coordinator.put(`/sessions/${held.id}/attendance`, {
    device: randomUUID(),
    entries: [],
    unnamed: { cid: randomUUID(), press: 1, count: 4, recorded_at: at },
    reason: 'paper',
  });
  for (let hour = 4; hour < 24; hour += 2) {
    const start = { local_date: day(2), local_start: `${String(hour).padStart(2, '0')}:00`, minutes: 50 };
    await house.plan({ ...start, title: `Short ${hour}`, staff: [] });
  }
  await beStaff(page, world, 'coordinator');
  await page.goto('/today');
  await settled(page);
  const decisions = page.locator('section', { has: page.getByRole('heading', { name: 'Needs a decision' }) }).first();
  const kinds = decisions.getByRole('heading', { level: 3 });
  await expect(kinds.filter({ hasText: /^Seats are open: \d+, of which the next 8$/ })).toBeVisible();
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
  await page.evaluate(() => scrollTo(0, 0)); // nothing lies half under the bar
  await expectAccessible(page);
  const state = async (id: string) => (await world.coordinator.get<SessionView>(`/sessions/${id}`)).state;
  expect([await state(held.id), await state(empty.id)]).toEqual(['closed', 'published']);

  await report.getByRole('button', { name: 'Reopen them' }).click();
  await expect.poll(() => state(held.id)).toBe('delivered');
  await expect(decisions.getByRole('button', { name: /^Close \d+ old sessions?$/ })).toBeVisible();
});
