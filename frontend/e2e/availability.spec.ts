import { createStudio, day, signInAsCounsellor, signInAsStaff } from './support/studio';
import { expect, expectAccessible, settled, test } from './support/test';

test('a counsellor enters leave over a session, sees it named, and withdraws it', async ({ page, world }) => {
  // scheduling 9, case 15
  const { counsellors, plan } = await createStudio(world);
  const session = await plan({ title: 'Tuesday circle', local_date: day(2) });
  await signInAsCounsellor(page, world, counsellors[0]!);
  await page.goto('/account');
  await page.getByRole('link', { name: 'My availability and leave' }).click();
  await settled(page);
  await expect(page.getByText('No leave ahead.')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('First day').fill(day(2));
  await page.getByLabel('Last day').first().fill(day(3));
  // with the keyboard alone
  await page.getByRole('button', { name: 'Enter leave' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Tuesday circle')).toBeVisible();
  await expect(dialog.getByText('is on leave then')).toBeVisible();
  await expect(dialog.getByRole('link', { name: 'Open session' })).toHaveAttribute('href', `/sessions/${session.id}`);
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
  await page.getByRole('button', { name: /^Withdraw leave/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await expect(page.getByText('No leave ahead.')).toBeVisible();
});

test('a week, a date, standby and a limit are saved, in both languages', async ({ page, world }) => {
  const { counsellors, studio } = await createStudio(world);
  await signInAsCounsellor(page, world, counsellors[0]!);
  await page.goto('/availability');
  await settled(page);
  await page.getByRole('button', { name: 'Add a time' }).click();
  await expect(page.getByText('Monday, 18:00–21:00, gladly')).toBeVisible();
  await page.getByLabel('Date', { exact: true }).first().fill(day(5));
  await page.getByRole('button', { name: 'Add a date' }).click();
  await expect(page.getByText(/All day, not/)).toBeVisible();
  await page.getByLabel('Date', { exact: true }).last().fill(day(4));
  await page.getByLabel('Where').selectOption({ label: studio.name });
  await page.getByRole('button', { name: 'Add standby' }).click();
  await expect(page.getByRole('listitem').getByText(studio.name)).toBeVisible();
  await page.getByLabel('Sessions led a week').fill('2');
  await page.getByRole('button', { name: 'Save limits' }).click();
  await expect(page.getByText('Saved.').first()).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Sessions led a week')).toHaveValue('2');
  await expectAccessible(page);
  await signInAsCounsellor(page, world, counsellors[0]!, 'zh');
  await page.goto('/availability');
  await expect(page.getByRole('heading', { level: 2, name: '平常的一周' })).toBeVisible();
  await expect(page.getByText('18:00–21:00，乐意')).toBeVisible();
  await expectAccessible(page);
});

test('a coordinator changes a rule for one studio, reads what it breaks, and resets it', async ({ page, world }) => {
  const { plan, studio } = await createStudio(world);
  await plan({ local_date: day(2), title: 'First' });
  await plan({ local_date: day(2), local_start: '12:05', title: 'Second' });
  await signInAsStaff(page, world, 'coordinator');
  await page.goto('/studios');
  await page.getByRole('link', { name: 'Planning rules' }).click();
  await settled(page);
  await expectAccessible(page);
  const rule = 'Minutes between two sessions of a person in one studio';
  await page.getByRole('button', { name: `Add an exception: ${rule}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Applies to').selectOption({ label: 'A studio' });
  await dialog.getByLabel('Which').selectOption({ label: studio.name });
  await dialog.getByLabel('Amount').fill('90');
  await dialog.getByRole('button', { name: 'Save rule' }).click();
  const broken = page.getByRole('dialog', { name: '2 sessions break this rule' });
  await expect(broken.getByText('First', { exact: true })).toBeVisible();
  await expect(broken.getByText('Second', { exact: true })).toBeVisible();
  await broken.getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect(page.getByText('90 min, blocks')).toBeVisible();
  await page.getByRole('button', { name: `Reset: ${rule}, ${studio.name}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click();
  await expect(page.getByText('90 min, blocks')).toBeHidden();
});
