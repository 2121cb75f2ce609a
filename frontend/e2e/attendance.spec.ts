import type { SessionView } from '../src/kit/api/types';
import { signInAsCounsellor, signInAsStaff, day, fiveMinutesAgo, createStudio } from './support/studio';
import { expect, expectAccessible, test } from './support/test';

test('attendance is recorded by keyboard alone, by name and by count', async ({ page, world }) => {
  // M6
  const setup = await createStudio(world);
  const session = await setup.plan({ ...fiveMinutesAgo(), title: 'Evening circle' });
  const member = await world.person('member');
  await signInAsCounsellor(page, world, setup.counsellors[0]!);
  await page.goto('/today');
  await page.getByRole('link', { name: 'Take attendance' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'People' })).toHaveAttribute('aria-selected', 'true');

  const colleague = page.getByRole('group', { name: `Attendance of ${setup.counsellors[1]!.nickname}` });
  await colleague.getByLabel('Not seen yet').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(colleague.getByLabel('Here', { exact: true })).toBeChecked();
  await expect(colleague.getByLabel('Here', { exact: true })).toBeFocused();

  const name = page.getByLabel('Add somebody by nickname');
  await name.fill(member.nickname);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: `Attendance of ${member.nickname}` })).toBeVisible();
  await expect(name).toBeFocused();

  await page.getByRole('button', { name: 'One more' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.getByText('2 of 3 here and 2 without a name')).toBeVisible();
  await expect(page.getByText('saved on this device')).toBeHidden();
  await expectAccessible(page);
  await expect
    .poll(async () => (await world.coordinator.get<SessionView>(`/sessions/${session.id}`)).attendance_count)
    .toBe(4);
});

test('an unknown person becomes a member with only a nickname', async ({ page, world }) => {
  // safety 1, M8
  const setup = await createStudio(world);
  const session = await setup.plan({ ...fiveMinutesAgo() });
  await signInAsCounsellor(page, world, setup.counsellors[0]!);
  await page.goto(`/sessions/${session.id}?tab=people`);
  const nickname = `New walker ${process.pid % 10_000}`;
  await page.getByLabel('Add somebody by nickname').fill(nickname);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText(`Nobody here has the nickname “${nickname}”.`)).toBeVisible();
  await page.getByRole('button', { name: `Add “${nickname}” as a new member` }).click();
  const dialog = page.getByRole('dialog', { name: 'A new member' });
  await expect(dialog.getByText('I agree to take part under a nickname')).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: `Agreed: add ${nickname}` }).click();
  await expect(page.getByRole('group', { name: `Attendance of ${nickname}` })).toBeVisible();
  await expect(page.getByText('saved on this device')).toBeHidden();
});

test('attendance taken offline is stored on the device and sent later', async ({ page, context, world }) => {
  const setup = await createStudio(world);
  const session = await setup.plan({ ...fiveMinutesAgo() });
  await signInAsCounsellor(page, world, setup.counsellors[0]!);
  await page.goto(`/sessions/${session.id}?tab=people`);
  const colleague = page.getByRole('group', { name: `Attendance of ${setup.counsellors[1]!.nickname}` });
  await expect(colleague).toBeVisible();
  await context.setOffline(true);
  await colleague.getByLabel('Here', { exact: true }).check();
  await page.getByRole('button', { name: 'One more' }).click();
  await expect(page.getByText('2 changes saved on this device')).toBeVisible();
  await expect(page.getByText('1 of 2 here and 1 without a name')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('saved on this device')).toBeHidden({ timeout: 15_000 });
  await expect
    .poll(async () => (await world.coordinator.get<SessionView>(`/sessions/${session.id}`)).attendance_count)
    .toBe(2);
});

test('somebody who does not consent is counted without a name', async ({ page, world }) => {
  // safety 15
  const setup = await createStudio(world);
  const session = await setup.plan({ ...fiveMinutesAgo() });
  await signInAsCounsellor(page, world, setup.counsellors[0]!);
  await page.goto(`/sessions/${session.id}?tab=people`);
  const nickname = `Shy walker ${process.pid % 10_000}`;
  await page.getByLabel('Add somebody by nickname').fill(nickname);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: `Add “${nickname}” as a new member` }).click();
  await page
    .getByRole('dialog', { name: 'A new member' })
    .getByRole('button', { name: 'Count without a name' })
    .click();
  await expect(page.getByText('0 of 2 here and 1 without a name')).toBeVisible();
  await expect(page.getByText(nickname)).toHaveCount(0);
});

test('a coordinator sees the expected number and no names', async ({ page, world }) => {
  const setup = await createStudio(world);
  const session = await setup.plan({ local_date: day(1), local_start: '10:00' });
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/sessions/${session.id}?tab=people`);
  await expect(page.getByText('6 people expected')).toBeVisible();
});

test('a past session is closed with four questions', async ({ page, world }) => {
  const setup = await createStudio(world);
  const session = await setup.plan({ local_date: day(-1), local_start: '10:00', title: 'Yesterday' });
  await signInAsCounsellor(page, world, setup.counsellors[0]!);
  await page.goto(`/sessions/${session.id}?do=close`);
  const dialog = page.getByRole('dialog', { name: 'Close the session' });
  await dialog.getByLabel('What went well?').fill('Everybody spoke once.');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Close the session' }).click();
  await expect(page.getByText('Closed. Thank you.')).toBeVisible();
  // the closing leaves through the outbox, which the message does not wait for
  const state = async () => (await world.coordinator.get<SessionView>(`/sessions/${session.id}`)).state;
  await expect.poll(state).toBe('closed');
});
