import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './support/test';
import { signInAsStaff } from './support/studio';
import type { Page } from '@playwright/test';

const people = async (page: Page) => {
  await page.getByRole('button', { name: 'People and help' }).click();
  return page.getByRole('dialog').filter({ hasText: 'My name in this room' });
};

test('a coordinator opens a room, adds people and removes them', async ({ page, browser, world }) => {
  const walker = await world.person('counsellor');
  const name = `Evening team ${walker.nickname}`;
  await signInAsStaff(page, world, 'coordinator');
  await page.goto('/chat');
  await page.getByRole('button', { name: 'New room' }).click();
  await page.getByLabel('Room name').fill(name);
  await page.getByRole('button', { name: 'Create room' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

  const dialog = await people(page);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await dialog.getByLabel('Nickname', { exact: true }).fill('Nobody of this name');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog.getByText('Nobody with this nickname can be added like this.', { exact: false })).toBeVisible();
  await dialog.getByLabel('Nickname', { exact: true }).fill(walker.nickname);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog.getByRole('button', { name: `Remove: ${walker.nickname}` })).toBeVisible();
  const room = page.url();

  const context = await browser.newContext({ locale: 'en-GB' });
  const other = await context.newPage();
  await signIn(other, walker);
  await other.goto(room);
  await expect(other.getByRole('heading', { level: 1, name })).toBeVisible();
  const theirs = await people(other);
  await expect(theirs.getByRole('button', { name: /^Remove/ })).toHaveCount(0);
  await theirs.getByLabel('My name in this room').fill('Evening star');
  await theirs.getByRole('button', { name: 'Save' }).click();
  await expect(theirs.getByRole('listitem').filter({ hasText: 'Evening star' })).toBeVisible();

  await page.reload();
  const again = await people(page);
  await again.getByRole('button', { name: 'Remove: Evening star' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).last().click();
  await expect(again.getByRole('list').first().getByRole('listitem')).toHaveCount(1);
  await expect(again.getByRole('button', { name: /^Remove/ })).toHaveCount(0);
  await other.goto(room);
  await expect(other.getByText('There is nothing at this address')).toBeVisible();
  await context.close();
});

test('an account is closed after one confirmation, and reopened', async ({ page, world }) => {
  // ASVS 7.4.2
  const walker = await world.person('counsellor');
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/people/${walker.me.person_id}`);
  await page.getByRole('button', { name: 'Close the account' }).click();
  const asked = page.getByRole('dialog');
  await expect(asked.getByText('They are signed out everywhere at once')).toBeVisible();
  await asked.getByRole('button', { name: 'Close the account' }).click();
  await expect(page.getByText('inactive')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create a recovery card' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Reopen the account' }).click();
  const make = page.getByRole('button', { name: 'Create a recovery card' });
  await make.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Create a recovery card' }).click();
  // A card for a reopened account is not an invitation.
  await expect(page.getByText('Your new sign-in code')).toBeVisible();
  await expect(page.getByText('Your invitation')).toHaveCount(0);
});

test('a coordinator names a host for a room without one, and sees no messages', async ({ page, world }) => {
  const walker = await world.person('counsellor');
  const room = await world.room(`Quiet house ${walker.nickname}`);
  const seats = await world.coordinator.get<{ items: { membership_id: string }[] }>(`/chat/rooms/${room.id}/seats`);
  await world.coordinator.del(`/chat/rooms/${room.id}/seats/${seats.items[0]!.membership_id}`);
  await signInAsStaff(page, world, 'coordinator');
  await page.goto('/chat');
  const line = page.getByRole('listitem').filter({ hasText: room.name });
  await expect(line).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await line.getByRole('button', { name: `Name a host: ${room.name}` }).press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Nickname').fill('Nobody of this name');
  await dialog.getByRole('button', { name: 'Name a host' }).click();
  await expect(dialog.getByText('Nobody with this nickname can be added like this.', { exact: false })).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel('Nickname').fill(walker.nickname);
  await dialog.getByRole('button', { name: 'Name a host' }).click();
  await expect(page.getByText('The room now has a host.')).toBeVisible();
  await expect(line).toHaveCount(0);
});
