import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as plain, type Page } from '@playwright/test';
import { startServer, type Server } from './server';
import { Actor, fromOtherAddress, PASSPHRASE, World } from './world';

/** The longest random delay of answers and frames in milliseconds; no test may depend on their speed (`docs/TESTING.md`). */
const LATE = Number(process.env.E2E_LATE ?? 0);
const late = () => new Promise<void>((resolve) => setTimeout(resolve, Math.random() * LATE));

interface Shared {
  server: Server;
  world: World;
}

/** Each worker has a server and a world; a page may only send requests to its own server (safety 23). */
export const test = plain.extend<object, Shared>({
  server: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      server.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  world: [async ({ server }, use) => use(await World.make(server.base, server.firstCard)), { scope: 'worker' }],
  baseURL: async ({ server }, use) => use(server.base),
  page: async ({ page, server }, use) => {
    await delay(page);
    const foreign: string[] = [];
    const problems: string[] = [];
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      const isOwn = origin === server.base || origin === server.base.replace('http', 'ws');
      if (!isOwn && protocol !== 'data:' && protocol !== 'blob:') foreign.push(request.url());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) problems.push(message.text());
    });
    await use(page);
    expect(foreign, 'requests to other origins').toEqual([]);
    expect(problems, 'errors of the page').toEqual([]);
  },
});

export { expect };

const delayed = new WeakSet<Page>();

/** Delays all answers and frames; frames keep their order. */
async function delay(page: Page): Promise<void> {
  if (LATE === 0 || delayed.has(page)) return;
  delayed.add(page);
  await page.route('**/*', async (route) => {
    await late();
    await route.fallback();
  });
  await page.routeWebSocket(/\/ws/, (socket) => {
    const server = socket.connectToServer();
    let [up, down] = [Promise.resolve(), Promise.resolve()];
    socket.onMessage((frame) => (up = up.then(late).then(() => server.send(frame))));
    server.onMessage((frame) => (down = down.then(late).then(() => socket.send(frame))));
  });
}

/** Signs in by the cookie alone, without the form. */
export async function signIn(page: Page, actor: Actor): Promise<void> {
  await delay(page);
  const data = { nickname: actor.nickname, passphrase: PASSPHRASE };
  const answer = await page.request.post(`${actor.base}/api/v1/sign-in`, { data, headers: fromOtherAddress() });
  expect(answer.ok()).toBe(true);
}

/** Waits until the screen shows its loaded data. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('.skeleton')).toHaveCount(0);
}

/** The tags of WCAG 2.0 to 2.2, A and AA. The rule for 2.5.3 is experimental, so it is enabled by name. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** Expects no findings of axe, by all rules or by the given ones. */
export async function expectAccessible(page: Page, ...rules: string[]): Promise<void> {
  // Elements that fade in have less contrast until the animation ends.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((one) => one.finished)));
  const axe = new AxeBuilder({ page });
  if (rules.length > 0) axe.withRules(rules);
  else axe.withTags([...WCAG, 'best-practice']);
  const { violations } = await axe.analyze();
  const short = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  expect(short, page.url()).toEqual([]);
}

/** Expects that nothing is wider than the window, except for scrolling regions. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > clientWidth + 1)
      .map((one) => `${one.tagName.toLowerCase()}.${one.className}: ${one.textContent?.trim().slice(0, 30)}`);
  });
  expect(wide, page.url()).toEqual([]);
}
