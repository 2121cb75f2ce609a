import type { SessionType } from '../src/kit/api/types';
import { beStaff, day, justNow, openHouse } from './support/house';
import { expect, expectAccessible, settled, test } from './support/test';

test('what nobody named is called as its kind is, in the reader’s language', async ({ page, world }) => {
  const house = await openHouse(world);
  const unnamed = await house.plan({ local_date: day(3), local_start: '14:10' });
  const named = await house.plan({ local_date: day(3), local_start: '17:10', title: 'Evening circle' });
  const { items } = await world.coordinator.get<{ items: SessionType[] }>('/session-types');
  const { name } = items.find((kind) => kind.code === unnamed.type)!;
  const staff = await beStaff(page, world, 'coordinator');
  for (const language of ['en', 'zh'] as const) {
    await staff.patch('/me', { language });
    await page.goto('/today');
    await page.evaluate(() => localStorage.clear());
    for (const [session, title] of [
      [unnamed, name[language]],
      [named, 'Evening circle'],
    ] as const) {
      await page.goto(`/sessions/${session.id}`);
      await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible();
    }
    await page.goto(`/calendar?view=day&date=${unnamed.local_date}&studio=${house.studio.id}`);
    await settled(page);
    await expect(page.getByText(name[language], { exact: true }).first()).toBeVisible();
    await expect(page.getByText('Evening circle', { exact: true }).first()).toBeVisible();
  }
});

test('a session shows the two that people need, and the rest is in the menu', async ({ page, world }) => {
  const house = await openHouse(world);
  const session = await house.plan({ local_date: day(3), local_start: '20:10' });
  await beStaff(page, world, 'coordinator');
  await page.goto(`/sessions/${session.id}`);
  await expect(page.getByRole('button', { name: 'Move…' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Assign people' })).toBeVisible();
  // what cannot be taken back so easily stays behind the menu
  const cancel = page.getByRole('menuitem', { name: 'Cancel the session…' });
  await expect(cancel).toBeHidden();
  await page.getByRole('button', { name: 'More actions' }).click();
  await expect(cancel).toBeVisible();
});

test('moderation and duty do not look the same', async ({ page, world }) => {
  await beStaff(page, world, 'supervisor');
  await page.goto('/today');
  const iconOf = (href: string) => page.getByRole('navigation').locator(`a[href="${href}"] use`).first();
  await expect(iconOf('/duty')).toHaveAttribute('href', /#/);
  const other = await iconOf('/duty').getAttribute('href');
  await expect(iconOf('/review')).toHaveAttribute('href', /#/);
  await expect(iconOf('/review')).not.toHaveAttribute('href', other!);
});

test('what can be pressed on Today and in the calendar is called what it shows', async ({ page, world }) => {
  // WCAG 2.5.3
  const house = await openHouse(world);
  await house.plan({ ...justNow(), title: 'Evening circle' });
  await beStaff(page, world, 'coordinator');
  for (const path of ['/today', '/calendar?view=day', '/calendar', '/calendar?view=month']) {
    await page.goto(path);
    await settled(page);
    await expect(page.getByText('Evening circle').first()).toBeAttached();
    await expectAccessible(page, 'label-content-name-mismatch');
  }
});
