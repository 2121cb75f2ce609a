import type { Browser, Page } from '@playwright/test';
import { signInAsStaff } from './support/studio';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './support/test';
import type { Actor, World } from './support/world';

const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });

/** Opens another browser for somebody else. */
async function another(browser: Browser, actor?: Actor): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', baseURL: actor?.base });
  const page = await context.newPage();
  if (actor) await signIn(page, actor);
  return page;
}

/** Opens a room with a counsellor as host and a member. */
async function held(world: World, name: string) {
  const [holder, member] = [await world.person('counsellor'), await world.person('counsellor')];
  const room = await world.room(name, member);
  await world.coordinator.post(`/chat/rooms/${room.id}/seats`, { person_id: holder.me.person_id, role: 'facilitator' });
  return { holder, member, room };
}

test('a facilitator mutes a member, the member appeals, and a supervisor lifts the mute', async ({
  page,
  browser,
  world,
}) => {
  // safety 42
  test.slow();
  const { holder, member, room } = await held(world, 'Thursday room');
  const other = await another(browser, member);
  await other.goto(`${world.base}/chat/${room.id}`);
  await expect(field(other)).toBeVisible();

  await signIn(page, holder);
  await page.goto(`/chat/${room.id}`);
  await page.getByRole('button', { name: 'People and help' }).click();
  await page.getByRole('button', { name: `Actions for ${member.nickname}` }).click();
  await page.getByRole('menuitem', { name: 'Mute' }).click();
  const dialog = page.getByRole('dialog', { name: `Mute: ${member.nickname}` });
  await dialog.getByLabel('For how long').selectOption('15 minutes');
  await dialog.getByLabel('Reason').selectOption('Hurts somebody');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Mute' }).click();
  await expect(page.getByText(/Muted until/)).toBeVisible();
  await expectAccessible(page);

  // The member sees at once how long and why, and appeals.
  await expect(other.getByText(/You cannot write here until/)).toBeVisible();
  await expect(other.getByText('Reason: Hurts somebody.')).toBeVisible();
  await expect(field(other)).toHaveCount(0);
  await expectAccessible(other);
  await other.getByRole('link', { name: 'View and respond' }).click();
  await expect(other.getByRole('heading', { level: 1, name: 'About you in chat' })).toBeVisible();
  await other.getByRole('button', { name: 'Ask for a review' }).click();
  await other.getByLabel('What would you like to say?').fill('I was quoting somebody else.');
  await expectAccessible(other);
  await other.getByRole('button', { name: 'Send' }).click();
  await expect(other.getByText('You asked for a review.')).toBeVisible();
  await expectNoSidewaysScroll(other);

  // The supervisor of the district finds the appeal in the queue and lifts the mute.
  const third = await another(browser);
  const supervisor = await signInAsStaff(third, world, 'supervisor');
  await third.goto(`${supervisor.base}/review`);
  await expect(third.getByRole('heading', { level: 2, name: 'Appeals' })).toBeVisible();
  await expectAccessible(third);
  await expectNoSidewaysScroll(third);
  await third.getByRole('button', { name: `Open: ${member.nickname}` }).click();
  await expect(third.getByText('I was quoting somebody else.')).toBeVisible();
  await expectAccessible(third);
  await third.getByRole('button', { name: 'Lift the measure' }).click();
  await third
    .getByRole('dialog', { name: 'Lift the measure' })
    .getByRole('button', { name: 'Lift the measure' })
    .click();
  await expect(third.getByText('Nothing to review')).toBeVisible();

  await other.goto(`${world.base}/chat/${room.id}`);
  await expect(field(other)).toBeVisible();
  await field(other).fill('Thank you.');
  await other.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('log').getByText('Thank you.')).toHaveCount(1);
  await other.context().close();
  await third.context().close();
});

test('a paused room and slow mode are announced, and end', async ({ page, browser, world }) => {
  const { holder, member, room } = await held(world, 'Calm room');
  const other = await another(browser, member);
  await other.goto(`${world.base}/chat/${room.id}`);
  await expect(field(other)).toBeVisible();
  const measure = (verb: string, more: object = {}) =>
    holder.post(`/chat/rooms/${room.id}/measures`, { verb, reason: 'calm', ...more });

  await signIn(page, holder);
  await page.goto(`/chat/${room.id}`);
  await page.getByRole('button', { name: 'People and help' }).click();
  await page.getByRole('button', { name: 'Pause room' }).click();
  await page.getByRole('dialog', { name: 'Pause room' }).getByRole('button', { name: 'Pause room' }).click();
  await expect(page.getByRole('button', { name: 'End pause' })).toBeVisible();
  await expect(other.getByText(/paused this room/)).toBeVisible();
  await expect(field(other)).toHaveCount(0);
  await measure('resume');
  await expect(field(other)).toBeVisible();

  await measure('slow', { seconds: 30 });
  await field(other).fill('one');
  await other.getByRole('button', { name: 'Send' }).click();
  await expect(other.getByText(/you can write again in \d+ seconds?/)).toBeVisible();
  await measure('slow', { seconds: 0 });
  await expect(other.getByText(/you can write again/)).toHaveCount(0);
  await measure('lock');
  await expect(other.getByText(/This room is locked/)).toBeVisible();
  await expect(field(other)).toHaveCount(0);
  await other.context().close();
});

test('members flag a message, and a facilitator hides it and shows it again', async ({ page, browser, world }) => {
  // safety 42, 43
  const { holder, member, room } = await held(world, 'Flag room');
  await member.post(`/chat/rooms/${room.id}/messages`, { cid: 'flagged-in-journey', body: 'hard words' });
  await signIn(page, holder);
  await page.goto(`/chat/${room.id}`);
  const options = page.getByRole('button', { name: `Options for the message by ${member.nickname}` });
  await options.click();
  await page.getByRole('menuitem', { name: 'Flag' }).click();
  const flag = page.getByRole('dialog', { name: 'Flag this message' });
  await expect(flag.getByText(/Nobody learns who flagged it/)).toBeVisible();
  await expectAccessible(page);
  await flag.getByRole('button', { name: 'Flag' }).click();
  await expect(page.getByText('Thank you. Somebody will look at it.')).toBeVisible();

  const other = await another(browser, member);
  await other.goto(`${world.base}/chat/${room.id}`);
  await expect(other.getByRole('log').getByText('hard words')).toBeVisible();
  await options.click();
  await page.getByRole('menuitem', { name: 'Hide' }).click();
  await page.getByRole('dialog', { name: 'Hide' }).getByRole('button', { name: 'Hide' }).click();
  for (const one of [page, other]) {
    await expect(one.getByRole('log').getByText('Hidden by a room host.')).toBeVisible();
    await expect(one.getByRole('log').getByText('hard words')).toHaveCount(0);
  }
  await options.click();
  await page.getByRole('menuitem', { name: 'Show again' }).click();
  await page.getByRole('dialog', { name: 'Show again' }).getByRole('button', { name: 'Show again' }).click();
  await expect(other.getByRole('log').getByText('hard words')).toBeVisible();
  await other.context().close();
});

test('a coordinator sets the staffed hours of the district', async ({ page, world }) => {
  // safety 41
  await signInAsStaff(page, world, 'coordinator');
  await page.goto('/studios');
  await page.getByRole('button', { name: 'Staffed hours: Green Hill' }).click();
  const dialog = page.getByRole('dialog', { name: 'Staffed hours: Green Hill' });
  await expect(dialog.getByText(/whenever a room host is there/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Edit hours' }).click();
  await dialog.getByRole('button', { name: 'Add hours on Monday' }).click();
  await dialog.getByRole('button', { name: 'Save hours' }).click();
  await expect(dialog.getByText('09:00–21:00', { exact: true })).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});
