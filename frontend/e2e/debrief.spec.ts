import type { Page as Paged, SessionView } from '../src/kit/api/types';
import { signInAsCounsellor, day, createStudio } from './support/studio';
import { expect, expectAccessible, test } from './support/test';

test('closing offline survives a reload and is sent with its debrief', async ({ page, context, world }) => {
  const setup = await createStudio(world);
  const session = await setup.plan({ local_date: day(-1), local_start: '23:30', title: 'Late circle' });
  await signInAsCounsellor(page, world, setup.counsellors[0]!);
  await page.goto(`/sessions/${session.id}?tab=people`);
  await expect(page.getByRole('group', { name: `Attendance of ${setup.counsellors[1]!.nickname}` })).toBeVisible();
  await page.getByRole('button', { name: 'One more' }).click();
  await page.getByRole('button', { name: 'One more' }).click();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Close the session' }).click();
  const dialog = page.getByRole('dialog', { name: 'Close the session' });
  await expect(dialog.getByText('2 people counted.')).toBeVisible();
  await dialog.getByLabel('What went well?').fill('Everybody stayed.');

  // Back closes only the dialog; opening it again shows the input.
  await page.goBack();
  await expect(dialog).toBeHidden();
  expect(new URL(page.url()).pathname).toBe(`/sessions/${session.id}`);
  await page.getByRole('button', { name: 'Close the session' }).click();
  await expect(dialog.getByLabel('What went well?')).toHaveValue('Everybody stayed.');
  await dialog.getByRole('button', { name: 'Close the session' }).click();
  await expect(page.getByText('Saved on this device. The session is closed').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Close the session' })).toBeHidden();

  await context.setOffline(false);
  await expect
    .poll(async () => (await world.coordinator.get<SessionView>(`/sessions/${session.id}`)).state, { timeout: 15_000 })
    .toBe('closed');
  const told = await world.coordinator.get<Paged<{ about: { went_well: string }; how_am_i: null }>>(
    `/sessions/${session.id}/debriefs`,
  );
  expect(told.items.map((one) => [one.about.went_well, one.how_am_i])).toEqual([['Everybody stayed.', null]]);
});

test('a session that has just ended stays on top of Today with its attendance and closing', async ({ page, world }) => {
  const setup = await createStudio(world);
  const at = new Date(Date.now() - 95 * 60_000);
  const zone = { timeZone: 'Asia/Shanghai' };
  const local_date = new Intl.DateTimeFormat('en-CA', zone).format(at);
  const local_start = new Intl.DateTimeFormat('en-GB', { ...zone, timeStyle: 'short' }).format(at);
  const over = await setup.plan({ local_date, local_start, title: 'Just over' });
  await setup.plan({ local_date: day(1), local_start: '10:00', title: 'The next one' });
  await signInAsCounsellor(page, world, setup.counsellors[0]!);
  await page.goto('/today');
  const card = page.getByRole('region', { name: 'Just over' });
  await expect(card).toBeVisible();
  await expect(page.getByRole('region', { name: 'The next one' })).toBeVisible();
  await expect(card.getByRole('link', { name: 'Take attendance' })).toHaveAttribute(
    'href',
    `/sessions/${over.id}?tab=people`,
  );
  await expectAccessible(page);
  await card.getByRole('link', { name: 'Close the session' }).click();
  const dialog = page.getByRole('dialog', { name: 'Close the session' });
  await dialog.getByRole('button', { name: 'Close the session' }).click();
  await expect(page.getByText('Closed. Thank you.')).toBeVisible();
  await page.goto('/today');
  await expect(page.getByRole('region', { name: 'The next one' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Just over' })).toBeHidden();
});
