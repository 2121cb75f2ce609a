import { expect, expectAccessible, signIn, test } from './support/test';
import { PASSPHRASE } from './support/world';

test('the chosen language belongs to the person, and applies on the next page', async ({ page, world }) => {
  await signIn(page, await world.person('counsellor'));
  await page.goto('/account');
  const kept = page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.ok());
  await page.getByLabel('Language').selectOption('zh');
  await kept;
  await expect(page.getByRole('heading', { level: 1, name: '我的账号' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: '我的账号' })).toBeVisible();
});

test('an action that fails shows the error, whatever started it', async ({ page, world }) => {
  await signIn(page, await world.person('counsellor'));
  await page.goto('/account');
  await expect(page.getByLabel('Language')).toHaveValue('en');
  await page.route('**/api/v1/me', (route) =>
    route.request().method() === 'PATCH' ? route.abort() : route.fallback(),
  );
  await page.getByLabel('Language').selectOption('zh');
  await expect(page.getByText('连不上服务器')).toBeVisible();
});

test('a member turns on mail about mentions, and the choice is saved', async ({ page, world }) => {
  const walker = await world.person('counsellor');
  await walker.put('/me/consents/contact_notices', { is_given: true, language: 'en' });
  await signIn(page, walker);
  await page.goto('/account');
  const mentions = page.getByLabel('Also when I have unread mentions in chat', { exact: false });
  await expect(mentions).toHaveCount(0);
  await page.getByLabel('Send me emails').check();
  await expect(mentions).not.toBeChecked();
  await mentions.check();
  await page
    .getByLabel(/mail address|Email|E-mail/)
    .first()
    .fill('walker@example.org');
  const kept = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok());
  await page.locator('form', { has: mentions }).getByRole('button', { name: 'Save' }).click();
  await kept;
  await page.reload();
  await expect(mentions).toBeChecked();
  await expectAccessible(page);
});

test('a consent is withdrawn as easily as it was given', async ({ page, world }) => {
  // safety 15
  await signIn(page, await world.person('member'));
  await page.goto('/account');
  const give = page.getByRole('button', { name: 'Agree: Notices about dates' });
  const withdraw = page.getByRole('button', { name: 'Withdraw: Notices about dates' });
  await give.click();
  await withdraw.click();
  await expect(give).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(withdraw).toBeVisible();
});

test('a new passphrase ends the other logins', async ({ page, browser, world }) => {
  // safety 57
  const walker = await world.person('member');
  const other = await browser.newContext();
  const elsewhere = await other.newPage();
  await signIn(elsewhere, walker);
  await elsewhere.goto(`${world.base}/account`);
  await signIn(page, walker);
  await page.goto('/account');
  await expect(page.getByText('last used').nth(1)).toBeVisible();
  await page.getByLabel('Current passphrase').fill(PASSPHRASE);
  await page.getByLabel('New passphrase', { exact: true }).fill('a lantern at the second gate');
  await page.getByRole('button', { name: 'Change passphrase' }).click();
  await expect(page.getByText('Other devices are signed out.')).toBeVisible();
  await elsewhere.reload();
  await expect(elsewhere.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await other.close();
});

test('a member deletes all their messages, and those of others stay', async ({ page, world }) => {
  // safety 30
  const [walker, other] = [await world.person('counsellor'), await world.person('counsellor')];
  const room = await world.room('Farewell', walker, other);
  const say = (who: typeof walker, cid: string, body: string) =>
    who.post(`/chat/rooms/${room.id}/messages`, { cid: `farewell-${cid}`, body });
  await say(walker, '1', 'mine to take back');
  await say(other, '1', 'mine to keep');
  await say(walker, '2', 'and mine too');
  await signIn(page, walker);
  await page.goto('/account');
  await expect(page.getByText('2 messages of yours can be read in chat rooms.')).toBeVisible();
  await page.getByRole('button', { name: 'Delete them all' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 2 messages?' });
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Delete all' }).click();
  await expect(page.getByText('None of your messages can be read in any room.')).toBeVisible();
  await page.goto(`/chat/${room.id}`);
  await expect(page.getByText('mine to keep')).toBeVisible();
  await expect(page.getByText('This message was deleted.')).toHaveCount(2);
});
