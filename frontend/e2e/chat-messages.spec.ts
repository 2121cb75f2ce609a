import type { ChatMessage, ChatRoom } from '../src/kit/api/types';
import { storedNames } from './support/storage';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './support/test';
import type { Browser, Locator, Page } from '@playwright/test';
import type { Actor, World } from './support/world';

const log = (page: Page) => page.getByRole('log', { name: 'Messages' });
const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const send = (page: Page) => page.getByRole('button', { name: 'Send' });
const row = (page: Page, text: string) => log(page).getByRole('article').filter({ hasText: text });

async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await send(page).click();
  // A message that is not sent yet has no menu, and arrow keys skip it.
  await expect(row(page, text).locator('.more')).toHaveCount(1);
}

/** Opens the menu of a message by its button. */
async function choose(page: Page, of: Locator, choice: string): Promise<void> {
  await of.hover();
  await of.getByRole('button', { name: /Options for/ }).click();
  await page.getByRole('menuitem', { name: choice, exact: true }).click();
}

/** Opens the room in another browser for somebody else. */
async function visit(browser: Browser, world: World, actor: Actor, room: ChatRoom): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  await signIn(page, actor);
  await page.goto(`${world.base}/chat/${room.id}`);
  await expect(log(page)).toBeVisible();
  return page;
}

async function hold(world: World, room: ChatRoom, actor: Actor): Promise<void> {
  const body = { person_id: actor.me.person_id, role: 'facilitator' };
  await world.coordinator.post(`/chat/rooms/${room.id}/seats`, body);
}

test('a message is edited and deleted, for everybody and after a reload', async ({ page, browser, world }) => {
  // I14
  const [one, two] = [await world.person('counsellor'), await world.person('counsellor')];
  const room = await world.room('Changing', one, two);
  await signIn(page, one);
  await page.goto(`/chat/${room.id}`);
  await say(page, 'See you at six');
  await say(page, 'A word too much');
  const other = await visit(browser, world, two, room);
  await expect(row(other, 'See you at six')).toBeVisible();

  await field(page).fill('half a thought');
  await choose(page, row(page, 'See you at six'), 'Edit');
  await expect(page.getByText('Editing your message')).toBeVisible();
  await expect(field(page)).toHaveValue('See you at six');
  await field(page).fill('See you at seven');
  await page.getByRole('button', { name: 'Save' }).click();
  for (const each of [page, other]) {
    await expect(row(each, 'See you at seven').getByText('edited')).toBeVisible();
    await expect(log(each).getByText('See you at six')).toHaveCount(0);
  }
  await expect(field(page), 'what was being written is there again').toHaveValue('half a thought');

  await choose(page, row(page, 'A word too much'), 'Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  for (const each of [page, other]) {
    await expect(log(each).getByText('This message was deleted.')).toBeVisible();
    await each.reload();
    await expect(log(each).getByText('This message was deleted.')).toBeVisible();
    await expect(log(each).getByText('See you at seven')).toBeVisible();
    await expect(log(each).getByText('A word too much')).toHaveCount(0);
  }
  // Nobody can edit a message of somebody else.
  await row(other, 'See you at seven')
    .getByRole('button', { name: /Options for/ })
    .click();
  await expect(other.getByRole('menuitem', { name: 'Reply' })).toBeVisible();
  await expect(other.getByRole('menuitem', { name: 'Edit' })).toHaveCount(0);
  await other.context().close();
});

test('a message gets a reply, a reaction and a mention that the other person finds', async ({
  page,
  browser,
  world,
}) => {
  const [one, two] = [await world.person('counsellor'), await world.person('counsellor')];
  const room = await world.room('Answering', one, two);
  await signIn(page, one);
  await page.goto(`/chat/${room.id}`);
  await say(page, 'Who brings the kettle?');
  const other = await visit(browser, world, two, room);
  await choose(other, row(other, 'Who brings the kettle?'), 'Reply');
  await expect(other.getByText(`Replying to ${one.nickname}`)).toBeVisible();
  await field(other).pressSequentially(`I do, @${one.nickname.slice(0, 3)}`);
  await other.getByRole('group', { name: 'Mention somebody' }).getByRole('button', { name: one.nickname }).click();
  await send(other).click();
  const answer = log(page).locator('article', { hasText: 'I do,' });
  await expect(answer.getByRole('button', { name: 'Who brings the kettle?' })).toBeVisible();
  await expect(answer.getByText('mentions you')).toBeVisible();

  // An emoji button has a word as its accessible name.
  await row(other, 'Who brings the kettle?')
    .first()
    .getByRole('button', { name: /Options for/ })
    .click();
  await other.getByRole('menuitemcheckbox', { name: 'Thank you' }).click();
  const thanks = log(page).getByRole('button', { name: `Thank you: ${two.nickname}` });
  await expect(thanks).toHaveAttribute('aria-pressed', 'false');
  await thanks.click();
  await expect(log(page).getByRole('button', { name: /^Thank you:/ })).toHaveAttribute('aria-pressed', 'true');
  await expect(log(other).getByRole('button', { name: /^Thank you:/ })).toContainText('2');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  // The list of rooms shows a mention from another page until it was read.
  await page.goto('/chat');
  await field(other).fill(`@${one.nickname} are you there?`);
  await send(other).click();
  await expect(page.getByText('mentions you')).toBeVisible();
  await page.getByRole('link', { name: /Answering/ }).click();
  await expect(log(page).getByText('are you there?')).toBeVisible();
  await expect.poll(async () => (await one.get<ChatRoom>(`/chat/rooms/${room.id}`)).unread).toBe(0);
  await page.goto('/chat');
  await expect(page.getByRole('link', { name: /Answering/ })).toBeVisible();
  await expect(page.getByText('mentions you')).toHaveCount(0);
  await other.context().close();
});

test('a facilitator pins, announces, and reads earlier versions of a message', async ({ page, browser, world }) => {
  const [holder, member] = [await world.person('counsellor'), await world.person('counsellor')];
  const room = await world.room('Held', holder, member);
  await hold(world, room, holder);
  const said = await member.post<{ m: string }>(`/chat/rooms/${room.id}/messages`, {
    cid: 'held-one-1',
    body: 'Bring a cup',
  });
  await member.patch(`/chat/rooms/${room.id}/messages/${said.m}`, { body: 'Bring two cups', base_version: 1 });
  await signIn(page, holder);
  await page.goto(`/chat/${room.id}`);
  const other = await visit(browser, world, member, room);

  await choose(page, row(page, 'Bring two cups'), 'Pin for everybody');
  await expect(other.getByRole('button', { name: /1 pinned message/ })).toContainText('Bring two cups');
  await other.getByRole('button', { name: /1 pinned message/ }).click();
  await other.getByRole('button', { name: 'Show in the room' }).click();
  await expect(row(other, 'Bring two cups')).toBeFocused();

  await choose(page, row(page, 'Bring two cups'), 'Earlier versions');
  await expect(page.getByRole('dialog').getByText('Bring a cup')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();

  await page.getByRole('button', { name: 'Write an announcement' }).click();
  await say(page, 'No group on Friday');
  await expect(row(other, 'No group on Friday').getByText('Announcement')).toBeVisible();
  await expect(other.getByRole('button', { name: 'Write an announcement' })).toHaveCount(0);

  // In a live room the others see who is typing.
  await expect(page.getByText('2 here')).toBeVisible();
  await field(other).pressSequentially('one moment');
  await expect(page.getByText(`${member.nickname} is writing`)).toBeVisible();
  await send(other).click();
  await expect(page.getByText(`${member.nickname} is writing`)).toHaveCount(0);
  await other.context().close();
});

test('the keyboard reaches a message, its menu, and the composer again', async ({ page, world, isMobile }) => {
  test.skip(isMobile, 'a phone has no arrow keys');
  const walker = await world.person('counsellor');
  const room = await world.room('Keys', walker);
  await signIn(page, walker);
  await page.goto(`/chat/${room.id}`);
  await say(page, 'first line');
  await say(page, 'second line');
  await log(page).focus();
  await page.keyboard.press('ArrowUp');
  await expect(row(page, 'second line')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(row(page, 'first line')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitemcheckbox', { name: 'I agree' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(row(page, 'first line')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitemcheckbox', { name: 'I agree' })).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveValue('first line');
  await page.keyboard.press('Escape');
  await expect(page.getByText('Editing your message')).toHaveCount(0);
  await expect(field(page)).toHaveValue('');
});

test('a long press opens the menu on a phone', async ({ page, world, isMobile }) => {
  test.skip(!isMobile, 'only touch screens');
  const walker = await world.person('counsellor');
  const room = await world.room('Pressed', walker);
  await signIn(page, walker);
  await page.goto(`/chat/${room.id}`);
  await say(page, 'press me');
  await say(page, 'or me');
  const finger = await page.context().newCDPSession(page);
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', on?: Locator, down = 0) => {
    const box = await on?.boundingBox();
    const touchPoints = box ? [{ x: box.x + box.width / 2, y: box.y + box.height / 2 + down }] : [];
    await finger.send('Input.dispatchTouchEvent', { type, touchPoints });
  };
  const reply = page.getByRole('menuitem', { name: 'Reply' });
  const first = row(page, 'press me');
  await touch('touchStart', first);
  await expect(first).toHaveClass(/held/);
  await touch('touchEnd');
  await expect(reply).toBeVisible();
  // The menu stays open after the finger lifts.
  await reply.tap();
  await expect(page.getByText(`Replying to ${walker.nickname}`)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).tap();
  // Scrolling does not count as a press.
  await touch('touchStart', first);
  await touch('touchMove', first, 60);
  await touch('touchEnd');
  const second = row(page, 'or me');
  await touch('touchStart', second);
  await expect(second).toHaveClass(/held/);
  await expect(first).not.toHaveClass(/held/);
  await touch('touchEnd');
  await expect(page.getByRole('menu')).toHaveCount(1);
});

test('a draft survives a reload and is deleted at sign-out', async ({ page, world }) => {
  // safety 54
  const walker = await world.person('counsellor');
  const room = await world.room('Drafts', walker);
  await signIn(page, walker);
  await page.goto(`/chat/${room.id}`);
  await field(page).fill('half a thought');
  // The draft is encrypted before it is stored.
  await expect.poll(() => storedNames(page)).toContain(`draft/${room.id}`);
  await page.reload();
  await expect(field(page)).toHaveValue('half a thought');
  await say(page, 'a whole one');
  await expect.poll(() => storedNames(page)).not.toContain(`draft/${room.id}`);
  await field(page).fill('half a thought');
  await expect.poll(() => storedNames(page)).toContain(`draft/${room.id}`);
  await page.getByRole('button', { name: /account and settings/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out.', { exact: true })).toBeVisible();
  await signIn(page, walker);
  await page.goto(`/chat/${room.id}`);
  await expect(log(page)).toBeVisible();
  await expect(field(page)).toHaveValue('');
});

test('with ten thousand messages few rows are in the page, and scrolling up never jumps', async ({ page, world }) => {
  test.slow();
  const walker = await world.person('counsellor');
  const room = await world.room('Very long', walker);
  const { membership_id } = await walker.get<ChatRoom>(`/chat/rooms/${room.id}`);
  const last = 10_000;
  const message = (no: number): ChatMessage => ({
    m: `m-${no}`,
    seq: no,
    no,
    author: no % 3 ? 'Somebody' : walker.nickname,
    author_id: no % 3 ? 'somebody' : membership_id,
    body: `line ${no} ${'and more '.repeat(no % 17)}`,
    at: Date.UTC(2026, 0, 1) + no * 60_000,
    version: 1,
  });
  await page.route(/\/chat\/rooms\/[^/]+\/messages\?/, async (route) => {
    const query = new URL(route.request().url()).searchParams;
    const before = Number(query.get('before_no') ?? last + 1);
    const from = Math.max(1, before - Number(query.get('limit')));
    const items = Array.from({ length: before - from }, (_, index) => message(from + index));
    await route.fulfill({ json: { items, has_more: from > 1, epoch: room.epoch, head_seq: room.head_seq } });
  });
  await signIn(page, walker);
  await page.goto(`/chat/${room.id}`);
  await expect(row(page, 'line 10000 ')).toBeInViewport();
  for (let turn = 0; turn < 60; turn += 1) {
    await log(page).evaluate((box) => (box.scrollTop = 0));
    await expect.poll(() => log(page).evaluate((box) => box.scrollTop)).toBeGreaterThan(0);
  }
  expect(await log(page).getByRole('article').count()).toBeLessThanOrEqual(300);
  await expect(row(page, 'line 8000 ')).toHaveCount(0);
  await page.getByRole('button', { name: /Jump to latest/ }).click();
  await expect(row(page, 'line 10000 ')).toBeInViewport();
});
