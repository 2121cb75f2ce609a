import { signInAsStaff } from './support/studio';
import { expect, expectNoSidewaysScroll, test } from './support/test';
import { visitAll } from './support/visit';

test('the privacy officer reads the security log, filtered by kind', async ({ page, world }) => {
  await world.person('member');
  const keeper = await signInAsStaff(page, world, 'headquarters');
  const flag = { role: 'headquarters', is_privacy_officer: true };
  await world.headquarters.post(`/people/${keeper.me.person_id}/grants`, flag);
  await page.goto('/admin');
  await page.getByRole('link', { name: 'Security log' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Security log' })).toBeVisible();
  const came = page.getByRole('row').filter({ hasText: 'Somebody signed in' });
  await expect(came.first()).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.getByLabel('Event').selectOption({ label: 'A spreadsheet was exported' });
  await expect(page.getByText('Nothing of this kind is recorded')).toBeVisible();
  await page.getByLabel('Event').selectOption({ label: 'Somebody signed in' });
  await expect(came.first()).toBeVisible();
  // safety 26: nobody is named
  await expect(page.getByRole('table')).not.toContainText('Walker');
  // The log with its lines, in both languages and at every width.
  await visitAll(page, ['/admin/security']);
});

test('others at headquarters get no link to it, and its address shows them nothing', async ({ page, world }) => {
  await signInAsStaff(page, world, 'headquarters');
  await page.goto('/admin');
  await expect(page.getByRole('link', { name: 'People and roles' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Security log' })).toHaveCount(0);
  await page.goto('/admin/security');
  await expect(page.getByText('Your role does not allow this', { exact: false })).toBeVisible();
  await expect(page.getByRole('table')).toHaveCount(0);
});
