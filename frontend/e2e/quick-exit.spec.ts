import { expect, signIn, test } from './support/test';

test('quick exit shows a neutral page, and Back shows nothing', async ({ page, world }) => {
  // safety 53, M10
  const walker = await world.person('member');
  await signIn(page, walker);
  await page.goto('/account');
  await expect(page.getByRole('heading', { name: 'My account' })).toBeVisible();
  await page.goto('/inbox');
  await expect(page.getByRole('heading', { name: 'Updates' })).toBeVisible();
  await page.getByRole('button', { name: 'Quick exit' }).click();
  await expect(page).toHaveURL(/\/away\.html$/);
  await expect(page).toHaveTitle('Notes');
  // By then the server's answer has cleared the storage of the site, with the note of the exit.
  await page.waitForTimeout(500);
  await page.goBack();
  await expect(page).toHaveURL(/\/away\.html$/);
  await expect(page).toHaveTitle('Notes');
  await expect(page.getByText(walker.nickname)).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toHaveCount(0);
  // The login has ended on the server too.
  await page.goto('/account');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('three presses of Escape exit, two do not', async ({ page, world }) => {
  // safety 53
  await signIn(page, await world.person('member'));
  await page.goto('/account');
  await expect(page.getByRole('heading', { name: 'My account' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.waitForTimeout(1600);
  await expect(page).toHaveURL(/\/account$/);
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/away\.html$/);
});

test('signing out leaves nothing on the device', async ({ page, world }) => {
  // safety 54
  await signIn(page, await world.person('member'));
  await page.goto('/account');
  await page.getByRole('button', { name: /account and settings/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out.', { exact: true })).toBeVisible();
  const left = await page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map((one) => one.name),
    local: Object.keys(localStorage).filter((key) => key !== 'language' && key !== 'display'),
    session: Object.keys(sessionStorage),
  }));
  expect(left).toEqual({ databases: [], local: [], session: [] });
});

test('help is one press away before and after signing in', async ({ page, world }) => {
  // safety 32, 34
  for (const path of ['/sign-in', '/account']) {
    if (path === '/account') await signIn(page, await world.person('member'));
    await page.goto(path);
    await page.getByRole('button', { name: 'Get help' }).click();
    await expect(page.getByRole('dialog', { name: 'Get help' })).toContainText('120');
    await page.getByRole('button', { name: 'Close' }).click();
  }
});
