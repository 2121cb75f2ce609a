import type { SessionView } from '../src/kit/api/types';
import { createStudio, day, signInAsStaff } from './support/studio';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './support/test';

/** `YYYY-MM-DD`, as the fields of dates take it. */
const typed = (days: number) => day(days);

test('closing some days shows what it breaks, and all of it moves in one action', async ({ page, world }) => {
  // M20
  const setup = await createStudio(world);
  const first = await setup.plan({ local_date: day(8), local_start: '10:00', title: 'Morning circle' });
  const second = await setup.plan({ local_date: day(9), local_start: '10:00', title: 'Late circle' });
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/studios/${setup.studio.id}`);

  // By keyboard alone.
  const close = page.getByRole('button', { name: 'Close for some days' });
  await close.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('First day').fill(typed(8));
  await dialog.getByLabel('Last day').fill(typed(10));
  await dialog.getByLabel('Reason').fill('Wiring');
  await dialog.getByRole('button', { name: 'See what it affects' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('2 sessions are planned then:')).toBeVisible();
  await expect(dialog.getByText('Morning circle')).toBeVisible();
  await expectAccessible(page);
  const before = await world.coordinator.get<SessionView>(`/sessions/${first.id}`);
  expect(before.has_problem).toBe(false);
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().focus();
  await page.keyboard.press('Enter');

  // The sessions that it affects, and the one action.
  const hit = page.getByRole('dialog', { name: '2 sessions no longer fit' });
  await expect(hit.getByText('Late circle')).toBeVisible();
  await hit.getByRole('button', { name: 'Move all' }).click();
  const moving = page.getByRole('dialog', { name: 'Move 2 sessions' });
  await moving.getByLabel('Days later').fill('1');
  await moving.getByRole('button', { name: 'Preview' }).click();
  await expect(moving.getByText(/do not fit there. Nothing has been moved/)).toBeVisible();
  await moving.getByLabel('Days later').fill('7');
  await moving.getByRole('button', { name: 'Preview' }).click();
  await expect(moving.getByText('All of them fit there.')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await moving.getByRole('button', { name: 'Move 2 sessions' }).click();
  await expect(page.getByText('2 sessions moved.')).toBeVisible();
  const after = await world.coordinator.get<SessionView>(`/sessions/${second.id}`);
  expect([after.local_date, after.has_problem]).toEqual([day(16), false]);

  // Nothing is left, and the studio opens again.
  await page.getByRole('button', { name: /^Sessions affected, / }).click();
  await expect(page.getByText('Every session has been taken care of.')).toBeVisible();
  await page.getByRole('button', { name: 'Open again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Open again' }).click();
  await expect(page.getByText('No closures ahead.')).toBeVisible();
});

test('a room is closed for repair over a session, and the session goes online', async ({ page, world }) => {
  const setup = await createStudio(world);
  const session = await setup.plan({ local_date: day(8), local_start: '10:00', title: 'Morning circle' });
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/studios/${setup.studio.id}`);
  await page.getByRole('button', { name: 'Close or lend a room' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Room', { exact: true }).selectOption({ label: 'Large room' });
  await dialog.getByLabel('First day').fill(typed(8));
  await dialog.getByRole('button', { name: 'See what it affects' }).click();
  await expect(dialog.getByText('1 session is planned then:')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close room' }).click();
  const hit = page.getByRole('dialog', { name: '1 session no longer fits' });
  await expect(hit.getByText(/closed or lent out then/)).toBeVisible();
  await hit.getByRole('link', { name: 'Move…' }).click();
  const moving = page.getByRole('dialog');
  await moving.getByLabel('Room', { exact: true }).selectOption({ label: 'Online' });
  await moving.getByRole('button', { name: 'Move session', exact: true }).click();
  await expect(page.getByText('Online', { exact: true })).toBeVisible();
  const after = await world.coordinator.get<SessionView>(`/sessions/${session.id}`);
  expect([after.is_online, after.has_problem]).toEqual([true, false]);
});

test('the holiday week shows its days, in both languages', async ({ page, world }) => {
  // M20
  const setup = await createStudio(world);
  const session = await setup.plan({ local_date: day(11), local_start: '10:00', title: 'Morning circle' });
  const keeper = await signInAsStaff(page, world, 'headquarters');
  await world.coordinator.patch(`/studios/${setup.studio.id}`, { region: 'NZ' });
  await page.goto('/studios/import?kind=calendar_days');
  const list = { region: 'NZ', days: [{ date: day(11), kind: 'off', name: { zh: '示例节', en: 'Example Day' } }] };
  await page.getByLabel('File', { exact: true }).setInputFiles({
    name: 'days.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`region,date,kind,name_zh,name_en\nNZ,${list.days[0]!.date},off,示例节,Example Day\n`),
  });
  await page.getByRole('button', { name: 'Check file' }).click();
  await expect(page.getByText('1 line: 1 can be imported, 0 already here, 0 refused.')).toBeVisible();
  await page.getByRole('button', { name: 'Import all' }).click();
  await expect(page.getByText('1 line imported.')).toBeVisible();

  await page.goto('/calendar-days');
  await expect(page.getByText('Morning circle').first()).toBeVisible();
  await expect(page.getByText('was a normal day, is now a public holiday').first()).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await page.goto(`/calendar?date=${day(11)}&studio=${setup.studio.id}&view=day`);
  await expect(page.getByText(/Example Day/).first()).toBeVisible();
  const hit = await world.coordinator.get<SessionView>(`/sessions/${session.id}`);
  expect([hit.local_date, hit.has_problem]).toEqual([day(11), true]);

  await keeper.patch('/me', { language: 'zh' });
  await page.goto('/calendar-days');
  await expect(page.getByRole('heading', { level: 1, name: '节假日' })).toBeVisible();
  await expect(page.getByText('原来是平常的日子，现在是节假日').first()).toBeVisible();
  await expectNoSidewaysScroll(page);
});
