import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './support/test';

const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const log = (page: Page) => page.getByRole('log', { name: 'Messages' });

test('a facilitator opens an aside with a member, and the member ends it', async ({ page, browser, world }) => {
  // safety 40
  test.slow();
  const [holder, member] = [await world.person('counsellor'), await world.person('counsellor')];
  // A supervisor may read the aside if one of them flags a message.
  await world.person('supervisor');
  const room = await world.room('Evening group', member);
  await world.coordinator.post(`/chat/rooms/${room.id}/seats`, { person_id: holder.me.person_id, role: 'facilitator' });
  await signIn(page, holder);
  await page.goto(`/chat/${room.id}`);
  await expect(field(page)).toBeVisible();
  await page.getByRole('button', { name: 'People and help' }).click();
  await page.getByRole('button', { name: `In private with ${member.nickname}` }).click();
  const dialog = page.getByRole('dialog', { name: `In private with ${member.nickname}` });
  await dialog.getByLabel('For how long').selectOption('30 minutes');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `In private with ${member.nickname}` })).toBeVisible();
  await expect(page.getByText(/Only the two of you, until/)).toBeVisible();
  await expect(page.getByText(/a second member of staff may read what was said here/)).toBeVisible();
  await field(page).fill('How was the week, really?');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(log(page).getByText('How was the week, really?')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  const context = await browser.newContext({ locale: 'en-GB', baseURL: world.base, viewport: page.viewportSize() });
  const other = await context.newPage();
  await signIn(other, member);
  await other.goto('/chat');
  await other.getByRole('link', { name: `In private with ${holder.nickname}` }).click();
  await expect(other.getByText(/Only the two of you, until/)).toBeVisible();
  await expect(other.getByText('How was the week, really?')).toBeVisible();
  await expectAccessible(other);
  await expectNoSidewaysScroll(other);
  await other.getByRole('button', { name: 'End', exact: true }).click();
  await other.getByRole('dialog').getByRole('button', { name: 'End', exact: true }).click();
  await expect(other.getByText(/This ended at/)).toBeVisible();
  await expect(other.getByRole('textbox')).toHaveCount(0);
  // The other person sees it without a reload.
  await expect(page.getByText(/This ended at/)).toBeVisible();
  await expect(field(page)).toHaveCount(0);
  await expect(log(page).getByText('How was the week, really?')).toBeVisible();
  await page.getByRole('link', { name: 'Back to the group' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Evening group' })).toBeVisible();
  await context.close();
});
