import type { SessionType } from '../src/kit/api/types';
import { signInAsStaff, day, fiveMinutesAgo, createStudio } from './support/studio';
import { expect, expectAccessible, settled, test } from './support/test';

test('a session without a title has the name of its type, in the reader’s language', async ({ page, world }) => {
  const setup = await createStudio(world);
  const unnamed = await setup.plan({ local_date: day(3), local_start: '14:10' });
  const named = await setup.plan({ local_date: day(3), local_start: '17:10', title: 'Evening circle' });
  const { items } = await world.coordinator.get<{ items: SessionType[] }>('/session-types');
  const { name } = items.find((kind) => kind.code === unnamed.type)!;
  const staff = await signInAsStaff(page, world, 'coordinator');
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
    await page.goto(`/calendar?view=day&date=${unnamed.local_date}&studio=${setup.studio.id}`);
    await settled(page);
    await expect(page.getByText(name[language], { exact: true }).first()).toBeVisible();
    await expect(page.getByText('Evening circle', { exact: true }).first()).toBeVisible();
  }
});

test('a session shows its two main actions, and the others are in the menu', async ({ page, world }) => {
  const setup = await createStudio(world);
  const session = await setup.plan({ local_date: day(3), local_start: '20:10' });
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/sessions/${session.id}`);
  await expect(page.getByRole('button', { name: 'Move…' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Assign people' })).toBeVisible();
  // Actions that are hard to undo stay in the menu.
  const cancel = page.getByRole('menuitem', { name: 'Cancel the session…' });
  await expect(cancel).toBeHidden();
  await page.getByRole('button', { name: 'More actions' }).click();
  await expect(cancel).toBeVisible();
});

test('moderation and duty have different icons', async ({ page, world }) => {
  await signInAsStaff(page, world, 'supervisor');
  await page.goto('/today');
  const iconOf = (href: string) => page.getByRole('navigation').locator(`a[href="${href}"] use`).first();
  await expect(iconOf('/duty')).toHaveAttribute('href', /#/);
  const other = await iconOf('/duty').getAttribute('href');
  await expect(iconOf('/review')).toHaveAttribute('href', /#/);
  await expect(iconOf('/review')).not.toHaveAttribute('href', other!);
});

test('accessible names on Today and in the calendar contain the visible text', async ({ page, world }) => {
  // WCAG 2.5.3
  const setup = await createStudio(world);
  await setup.plan({ ...fiveMinutesAgo(), title: 'Evening circle' });
  await signInAsStaff(page, world, 'coordinator');
  for (const path of ['/today', '/calendar?view=day', '/calendar', '/calendar?view=month']) {
    await page.goto(path);
    await settled(page);
    await expect(page.getByText('Evening circle').first()).toBeAttached();
    await expectAccessible(page, 'label-content-name-mismatch');
  }
});
