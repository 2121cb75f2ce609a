import { storedNames } from './support/storage';
import { expect, expectAccessible, signIn, test } from './support/test';
import type { ChatRoom } from '../src/kit/api/types';
import type { Page } from '@playwright/test';

const log = (page: Page) => page.getByRole('log', { name: 'Messages' });
const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const send = (page: Page) => page.getByRole('button', { name: 'Send' });

test('two people chat, and a third page counts the unread messages', async ({ page, browser, world }) => {
  const [one, two] = [await world.person('counsellor'), await world.person('counsellor')];
  const room = await world.room('Tuesday team', one, two);
  await signIn(page, one);
  await page.goto('/chat');
  await page.getByRole('link', { name: /Tuesday team/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Tuesday team' })).toBeVisible();

  const context = await browser.newContext({ locale: 'en-GB' });
  const other = await context.newPage();
  await signIn(other, two);
  await other.goto(`${world.base}/chat`);
  await expect(other.getByRole('link', { name: /Tuesday team/ })).toBeVisible();

  await field(page).fill('See you at six.\nBring the kettle.');
  await send(page).click();
  await expect(log(page).getByText('See you at six.')).toBeVisible();
  await expect(log(page).getByText('sent', { exact: true })).toBeVisible();
  await expect(other.getByText('1 new')).toBeVisible();
  await other.goto(`${world.base}/chat/${room.id}`);
  await expect(log(other).getByText('Bring the kettle.')).toBeVisible();
  await field(other).fill('I will.');
  await send(other).click();
  await expect(log(page).getByText('I will.')).toHaveCount(1);
  await context.close();
});

test('messages written offline survive a reload, and arrive once and in order', async ({ page, context, world }) => {
  // M24, I3, I6
  const walker = await world.person('counsellor');
  const room = await world.room('Online group', walker);
  await signIn(page, walker);
  await page.goto(`/chat/${room.id}`);
  await expect(field(page)).toBeVisible();
  // Waits until the service worker has cached the shell.
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await field(page).fill('first from the tunnel');
  await send(page).click();
  await field(page).fill('second from the tunnel');
  await send(page).click();
  await expect(page.getByText('waiting', { exact: true })).toHaveCount(2);
  await field(page).fill('half a thought');
  await expect.poll(() => storedNames(page)).toContain(`draft/${room.id}`);
  await context.setOffline(false);
  await page.reload();
  await expect(page.getByText('waiting', { exact: true })).toHaveCount(0);
  const said = log(page).getByText(/from the tunnel/);
  await expect(said).toHaveText([/first/, /second/]);
  await expect(field(page)).toHaveValue('half a thought');
});

test('a room that opens before the list of rooms is marked as read once', async ({ page, world }) => {
  const [walker, other] = [await world.person('counsellor'), await world.person('counsellor')];
  const room = await world.room('Early', walker, other);
  await other.post(`/chat/rooms/${room.id}/messages`, { cid: 'early-message', body: 'first of all' });
  await signIn(page, walker);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(/\/api\/v1\/chat\/rooms\?/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`/chat/${room.id}`);
  await expect(log(page).getByText('first of all')).toBeVisible();
  const readNo = async () => (await walker.get<ChatRoom>(`/chat/rooms/${room.id}`)).read_no;
  await expect.poll(readNo).toBe(1);
  letGo();
  // An endless loop would be reported as an error of the page.
  await expect(field(page)).toBeVisible();
});

test('a page that has to reload the room retries until it succeeds', async ({ page, world }) => {
  // I6: lost events are requested again, and a failed request is repeated
  const [walker, other] = [await world.person('counsellor'), await world.person('counsellor')];
  const room = await world.room('Holes', walker, other);
  const { epoch } = await walker.get<ChatRoom>(`/chat/rooms/${room.id}`);
  let tell: (frame: object) => void = () => {};
  await page.routeWebSocket(/\/ws/, (socket) => {
    const server = socket.connectToServer();
    tell = (frame) => socket.send(JSON.stringify(frame));
    // The message reaches the server, but its event is lost.
    server.onMessage((frame) => {
      if (!String(frame).includes('msg.new')) socket.send(frame);
    });
  });
  await page.clock.install();
  await signIn(page, walker);
  await page.goto(`/chat/${room.id}`);
  await expect(page.getByText('This is where the room begins for you.')).toBeVisible();
  const newest = /\/messages\?limit=/;
  let refused = 0;
  await page.route(newest, async (route) => {
    refused += 1;
    await route.abort();
  });
  await other.post(`/chat/rooms/${room.id}/messages`, { cid: 'lost-on-the-way', body: 'Is anybody there?' });
  const { head_seq: head } = await other.get<ChatRoom>(`/chat/rooms/${room.id}`);
  tell({ t: 'gap', r: room.id, epoch, head, reason: 'too_far' });
  await expect.poll(() => refused).toBe(1);
  await expect(log(page).getByText('Is anybody there?')).toHaveCount(0);
  await page.unroute(newest);
  await page.clock.fastForward(10_000);
  await expect(log(page).getByText('Is anybody there?')).toHaveCount(1);
});

test('Enter sends at a desktop, but not while an input method is composing', async ({ page, world, isMobile }) => {
  test.skip(isMobile, 'a phone has a send button and a line break');
  const walker = await world.person('counsellor');
  const room = await world.room('Composing', walker);
  await signIn(page, walker);
  await page.goto(`/chat/${room.id}`);
  await field(page).fill('ni hao');
  await field(page).dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true });
  await expect(field(page)).toHaveValue('ni hao');
  await field(page).press('Enter');
  await expect(log(page).getByText('ni hao')).toBeVisible();
  await expect(field(page)).toHaveValue('');
});

test('an identity number is not sent, and the text can be taken back', async ({ page, world }) => {
  // safety 22
  const walker = await world.person('counsellor');
  const room = await world.room('Guarded', walker);
  await signIn(page, walker);
  await page.goto(`/chat/${room.id}`);
  await field(page).fill('my number is 11010519491231002X');
  await send(page).click();
  await expect(page.getByText(/not sent/)).toBeVisible();
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByText(/not sent/)).toHaveCount(0);
});

test('a long history that was read opens at its end and scrolls up without jumping', async ({ page, world }) => {
  test.slow();
  // One person may send five messages at once, so several people fill the room without hitting the limit.
  const people = [];
  for (let count = 0; count < 13; count += 1) people.push(await world.person('counsellor'));
  const room = await world.room('Long', ...people);
  let no = 0;
  for (const person of people) {
    for (let turn = 0; turn < 5; turn += 1) {
      no += 1;
      await person.post(`/chat/rooms/${room.id}/messages`, { cid: `long-history-${no}`, body: `line ${no}` });
    }
  }
  const [walker] = people;
  if (!walker) throw new Error('nobody');
  await walker.put(`/chat/rooms/${room.id}/read`, { no });
  await signIn(page, walker);
  await page.goto(`/chat/${room.id}`);
  await expect(log(page).getByText('line 65', { exact: true })).toBeInViewport();
  await expect(log(page).getByText('line 10', { exact: true })).toHaveCount(0);
  const top = log(page).getByText('line 18', { exact: true });
  await log(page).evaluate((box) => box.scrollTo({ top: 100 }));
  await expect(log(page).getByText('line 10', { exact: true })).toHaveCount(1);
  // The row that was being read is still on screen after older rows were added above.
  await expect(top).toBeInViewport();
  await page.getByRole('button', { name: 'Jump to latest' }).click();
  await expect(log(page).getByText('line 65', { exact: true })).toBeInViewport();

  // In a window so tall that older rows load while the end is visible, the log stays at its end.
  await page.reload();
  await expect(log(page).getByText('line 65', { exact: true })).toBeInViewport();
  const short = await log(page).evaluate((box) => box.scrollHeight - box.clientHeight);
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 800 };
  await page.setViewportSize({ width, height: height + short - 40 });
  await expect(log(page).getByText('line 10', { exact: true })).toHaveCount(1);
  await expect(log(page).getByText('line 65', { exact: true })).toBeInViewport();
  await expect(page.getByRole('button', { name: 'Jump to latest' })).toHaveCount(0);
});

test('an old message is found by a part of its text, and opens in its place', async ({ page, world }) => {
  // chat 14
  test.slow();
  const people = [];
  for (let count = 0; count < 14; count += 1) people.push(await world.person('counsellor'));
  const room = await world.room('Archive', ...people);
  const [walker] = people;
  if (!walker) throw new Error('nobody');
  const say = (who: typeof walker, cid: string, body: string) =>
    who.post(`/chat/rooms/${room.id}/messages`, { cid: `archive-${cid}`, body });
  await say(walker, 'first', 'The key is with the doorkeeper, 在传达室');
  for (const [index, person] of people.slice(1).entries()) {
    for (let turn = 0; turn < 5; turn += 1) await say(person, `${index}-${turn}`, `line ${index}-${turn}`);
  }
  await signIn(page, walker);
  await page.goto('/chat');
  const box = page.getByRole('searchbox', { name: 'Search messages' });
  await box.fill('在');
  await expect(page.getByRole('status').filter({ hasText: 'message' })).toHaveCount(0);
  await box.fill('nowhere at all');
  await expect(page.getByText('Nothing found.')).toBeVisible();
  await box.fill('传达室');
  await expect(page.getByText('1 message', { exact: true })).toBeVisible();
  await expect(page.locator('mark')).toHaveText('传达室');
  await expectAccessible(page);
  await page.getByRole('link', { name: /Archive.*doorkeeper/ }).click();
  await expect(log(page).getByText('The key is with the doorkeeper')).toBeInViewport();
});
