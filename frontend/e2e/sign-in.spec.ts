import { expect, signIn, test } from './support/test';
import { totp } from './support/totp';
import { PASSPHRASE } from './support/world';

test('a person signs in and gets to the page of the link', async ({ page, world }) => {
  // safety 49
  const walker = await world.person('member');
  await page.goto('/inbox');
  await page.getByLabel('Nickname').fill(walker.nickname);
  await page.getByLabel('Passphrase', { exact: true }).fill('not this one at all');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('is wrong');
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Updates' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Updates' })).toBeVisible();
});

test('a new member accepts an invitation with only a nickname', async ({ page, world }) => {
  // safety 1, 14; M8
  await page.goto('/join');
  await page.getByLabel('Invitation code').fill((await world.invite('member')).toLowerCase());
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('Member, Green Hill')).toBeVisible();
  const next = page.getByRole('button', { name: 'Next' });
  const agree = page.getByRole('checkbox', { name: 'I agree' });
  await expect(agree.first()).not.toBeChecked();
  // Required consents come first; the others are optional.
  for (const card of await page.locator('section.card', { hasText: 'needed to take part' }).all()) {
    await card.getByRole('checkbox').check();
  }
  await next.click();
  await expect(page.getByLabel('Nickname')).not.toHaveValue('');
  const nickname = `Paper boat ${test.info().project.name}`;
  await page.getByLabel('Nickname').fill(nickname);
  await next.click();
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Finish and sign in' }).click();
  await expect(page.getByRole('button', { name: `${nickname}, account and settings` })).toBeVisible();
});

test('staff set up a second factor before anything else, and sign in with it', async ({ page, world }) => {
  // safety 56
  const supervisor = await world.person('supervisor');
  await signIn(page, supervisor);
  await page.goto('/chat');
  await expect(page.getByRole('heading', { name: 'Set up two-step sign-in' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'QR code' })).toBeVisible();
  const secret = (await page.locator('code').first().innerText()).replace(/\s/g, '');
  await page.getByLabel('Then enter the six digits').fill(totp(secret));
  await page.getByRole('button', { name: 'Turn it on' }).click();
  await expect(page.getByRole('heading', { name: 'Your recovery codes' })).toBeVisible();
  const codes = await page.locator('.codes code').allInnerTexts();
  expect(codes.length).toBeGreaterThan(5);
  await page.getByRole('checkbox', { name: 'I have saved them' }).check();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: /account and settings/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();

  await page.getByLabel('Nickname').fill(supervisor.nickname);
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Two-step sign-in' })).toBeVisible();
  await page.getByLabel('Code').fill('000000');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByLabel('Code').fill(codes[0] ?? '');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('button', { name: /account and settings/ })).toBeVisible();
});

test('a recovery card restores access to an account', async ({ page, world }) => {
  const walker = await world.person('member');
  const path = `/people/${walker.me.person_id}/recovery-card`;
  const { code } = await world.coordinator.post<{ code: string }>(path);
  await page.goto('/recover');
  await page.getByLabel('Code on the card').fill(code);
  await page.getByLabel('New passphrase', { exact: true }).fill('another river further north');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await expect(page.getByRole('button', { name: /account and settings/ })).toBeVisible();
});
