import type { Page } from '@playwright/test';
import { startServer, type Server } from './support/server';
import { expect, signIn, test as ordinary } from './support/test';
import type { Actor } from './support/world';
import type { ChatMessage, ChatRoom } from '../src/kit/api/types';

const MESSAGES = 10_000;
/** The number of concurrent requests, and the most rows that the page may hold. */
const AT_ONCE = 40;
const ROWS = 200;

/** A server without a rate limit for messages. */
const test = ordinary.extend<object, { server: Server }>({
  server: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const pace = ['messages_per_second', 'messages_per_second_overall', 'message_burst'];
      const server = await startServer(['[chat]', ...pace.map((name) => `${name} = 100000`)].join('\n'));
      await use(server);
      server.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

const log = (page: Page) => page.getByRole('log', { name: 'Messages' });

/** Sends this many messages of different lengths. */
async function fill(room: ChatRoom, who: Actor, messages: number): Promise<void> {
  const say = (no: number) => {
    const body = `line ${no}${' and more of it'.repeat(no % 9)}`;
    return who.post(`/chat/rooms/${room.id}/messages`, { cid: `years-${String(no).padStart(5, '0')}`, body });
  };
  for (let no = 0; no < messages; no += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => say(no + index)));
  }
}

test('ten thousand messages scroll up to the first one, without jumps and with few rows in the page', async ({
  page,
  world,
  isMobile,
}) => {
  test.skip(!isMobile, 'phones have the least memory');
  test.setTimeout(480_000);
  const walker = await world.person('counsellor');
  const room = await world.room('Years', walker);
  await fill(room, walker, MESSAGES);
  await signIn(page, walker);
  const throttled = await page.context().newCDPSession(page);
  await throttled.send('Emulation.setCPUThrottlingRate', { rate: Number(process.env.E2E_SLOWER ?? 1) });
  await page.goto(`/chat/${room.id}`);
  await expect(page.getByRole('button', { name: 'Jump to latest' })).toHaveCount(0);
  const seen = await log(page).evaluate(readUpwards);
  expect(seen.jumps, 'rows that moved while older ones were added').toEqual([]);
  expect(seen.most).toBeLessThanOrEqual(ROWS);
  await expect(log(page).getByText('This is where the room begins for you.')).toBeInViewport();
  if (process.env.E2E_SLOWER) console.log(seen.frames);
  await page.getByRole('button', { name: 'Jump to latest' }).click();
  await expect(page.getByRole('button', { name: 'Jump to latest' })).toHaveCount(0);
  await expect(log(page).locator('[data-m]').last()).toBeInViewport();
});

test('bars around the log move no row that is being read, and never cover its end', async ({ page, world }) => {
  const walker = await world.person('counsellor');
  const room = await world.room('Around', walker);
  const held = { person_id: walker.me.person_id, role: 'facilitator' };
  await world.coordinator.post(`/chat/rooms/${room.id}/seats`, held);
  await fill(room, walker, 80);
  await signIn(page, walker);
  let connect = () => {};
  const connected = new Promise<void>((resolve) => (connect = resolve));
  await page.route('**/api/v1/ws-ticket', async (route) => {
    await connected;
    await route.continue();
  });
  await page.goto(`/chat/${room.id}`);
  await expect(page.getByText('Reconnecting')).toBeVisible();
  const end = log(page).locator('[data-m]').last();
  await expect(end).toBeInViewport({ ratio: 1 });

  // The connection opens and a message is pinned while somebody reads.
  await log(page).evaluate((box) => (box.scrollTop -= 500));
  await expect(page.getByRole('button', { name: 'Jump to latest' })).toBeVisible();
  const [m, place] = await log(page).evaluate((box) => {
    const top = box.getBoundingClientRect().top + 100;
    const row = [...box.querySelectorAll<HTMLElement>('[data-m]')].find(
      (one) => one.getBoundingClientRect().bottom > top,
    );
    return [row?.dataset.m ?? '', row?.getBoundingClientRect().top ?? 0] as const;
  });
  const read = () => log(page).locator(`[data-m="${m}"]`);
  const moved = async () => Math.abs(((await read().boundingBox())?.y ?? -1) - place);
  connect();
  await expect(page.getByText('Reconnecting')).toHaveCount(0);
  expect(await moved()).toBeLessThanOrEqual(1);
  await walker.put(`/chat/rooms/${room.id}/pins/${m}`, {});
  await expect(page.getByRole('button', { name: /pinned/i })).toBeVisible();
  await expect.poll(moved).toBeLessThanOrEqual(1);

  // A draft grows while the log is at its end.
  await page.getByRole('button', { name: 'Jump to latest' }).click();
  await expect(end).toBeInViewport({ ratio: 1 });
  await page.getByRole('textbox', { name: 'Message' }).fill('one\ntwo\nthree\nfour\nfive\nsix');
  await expect(end).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button', { name: 'Jump to latest' })).toHaveCount(0);

  // An old pinned message is loaded and shown in its place.
  const { items } = await walker.get<{ items: ChatMessage[] }>(`/chat/rooms/${room.id}/messages?before_no=2`);
  await walker.put(`/chat/rooms/${room.id}/pins/${items[0]?.m}`, {});
  await page.reload();
  await expect(end).toBeInViewport({ ratio: 1 });
  await page.getByRole('button', { name: /pinned/i }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Show in the room' }).first().click();
  await expect(log(page).locator(`[data-m="${items[0]?.m}"]`)).toBeInViewport();
});

/** Scrolls to the first message inside the page, a part of a screen per frame, like a thumb. */
async function readUpwards(box: Element) {
  const jumps: string[] = [];
  const frames: number[] = [];
  const rows = () => [...box.querySelectorAll<HTMLElement>('[data-m]')];
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const first = () => rows().find((row) => row.getBoundingClientRect().bottom > box.getBoundingClientRect().top);
  let [highest, last, still] = [0, await frame(), 0];
  while (still < 120) {
    const anchor = first();
    const before = anchor?.getBoundingClientRect().top ?? 0;
    const step = Math.min(240, box.scrollTop);
    box.scrollTop -= step;
    const now = await frame();
    frames.push(now - last);
    last = now;
    highest = Math.max(highest, rows().length);
    const moved = (anchor?.isConnected ? anchor.getBoundingClientRect().top : before + step) - before - step;
    if (Math.abs(moved) > 2) jumps.push(`${anchor?.textContent?.slice(0, 20)} by ${Math.round(moved)}`);
    still = step === 0 ? still + 1 : 0;
  }
  frames.sort((a, b) => a - b);
  const at = (part: number) => Math.round(frames[Math.floor((frames.length - 1) * part)] ?? 0);
  const long = frames.filter((took) => took > 50).length;
  return {
    jumps: jumps.slice(0, 5),
    most: highest,
    frames: { count: frames.length, p50: at(0.5), p99: at(0.99), long },
  };
}

test('a room with more unread messages than are counted opens at the "new" line, and only visible messages count as read', async ({
  page,
  world,
}) => {
  // I12
  const [walker, other] = [await world.person('counsellor'), await world.person('counsellor')];
  const room = await world.room('Missed', walker, other);
  await fill(room, other, 40);
  await walker.put(`/chat/rooms/${room.id}/read`, { no: 40 });
  for (let no = 40; no < 180; no += 1) {
    await other.post(`/chat/rooms/${room.id}/messages`, { cid: `missed-${no}-of-many`, body: `line ${no} of many` });
  }
  const mine = () => walker.get<ChatRoom>(`/chat/rooms/${room.id}`);
  await signIn(page, walker);
  await page.goto(`/chat/${room.id}`);
  await expect(log(page).getByText('line 40 of many')).toBeInViewport();
  await expect(log(page).getByText(/^New since/)).toBeInViewport();
  await expect(log(page).getByText('line 179 of many')).not.toBeInViewport();
  await expect.poll(async () => (await mine()).read_no).toBeGreaterThan(40);
  const before = await mine();
  expect(before.read_no, 'rows below the screen are unread').toBeLessThan(100);
  expect(before.unread).toBeGreaterThan(79);
  await log(page).evaluate((box) => (box.scrollTop += 400));
  await expect.poll(async () => (await mine()).read_no).toBeGreaterThan(before.read_no);
  await page.getByRole('button', { name: 'Mark as read' }).click();
  await expect.poll(async () => (await mine()).unread).toBe(0);
  await expect(log(page).getByText('line 179 of many')).not.toBeInViewport();
  await page.getByRole('button', { name: 'Jump to latest' }).click();
  await expect(log(page).getByText('line 179 of many')).toBeInViewport();
});
