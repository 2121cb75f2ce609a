import { signInAsStaff, openGroup, createStudio, fiveMinutesAgo } from './support/studio';
import { expect, settled, signIn, test } from './support/test';

/** Removes features that Chromium 109 or Safari 16.4 lack. */
function asAtTheFloor(): void {
  const drop = (from: object, ...names: string[]) => {
    for (const name of names) delete (from as Record<string, unknown>)[name];
  };
  drop(AbortSignal, 'any');
  drop(Promise, 'withResolvers', 'try');
  drop(Array, 'fromAsync');
  drop(Array.prototype, 'toSorted', 'toReversed', 'toSpliced', 'with');
  drop(Object, 'groupBy');
  drop(Map, 'groupBy');
  drop(URL, 'canParse', 'parse');
  drop(String.prototype, 'isWellFormed', 'toWellFormed');
  drop(Set.prototype, 'union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf');
  drop(Set.prototype, 'isDisjointFrom');
  drop(HTMLElement.prototype, 'showPopover', 'hidePopover', 'togglePopover', 'popover');
  drop(HTMLButtonElement.prototype, 'popoverTargetElement', 'popoverTargetAction');
  drop(HTMLDialogElement.prototype, 'requestClose', 'closedBy');
  drop(Element.prototype, 'checkVisibility', 'moveBefore', 'setHTMLUnsafe');
  drop(globalThis, 'Iterator', 'scheduler', 'navigation', 'requestIdleCallback', 'cancelIdleCallback');
  drop(Navigator.prototype, 'setAppBadge', 'clearAppBadge', 'vibrate');
  for (const iterator of [[].values(), new Map().values(), new Set().values()]) {
    const shared = Object.getPrototypeOf(Object.getPrototypeOf(iterator)) as object;
    drop(shared, 'map', 'filter', 'take', 'drop', 'flatMap', 'reduce', 'toArray', 'forEach', 'some', 'every', 'find');
  }
  const supports = CSS.supports.bind(CSS);
  CSS.supports = (...args: [string, string?]) =>
    !/light-dark|popover/.test(args.join()) && supports(...(args as [string]));
}

test('the oldest supported browsers show Today, a session and a room, and open their menus', async ({
  page,
  world,
}) => {
  await page.addInitScript(asAtTheFloor);
  const setup = await createStudio(world);
  const session = await setup.plan({ ...fiveMinutesAgo(), title: 'Evening circle' });
  const member = await world.person('member');
  const room = await openGroup(world, 'Evening group', member);
  await signInAsStaff(page, world, 'coordinator');
  for (const [path, title] of [
    ['/today', 'Today'],
    [`/sessions/${session.id}`, 'Evening circle'],
    [`/chat/${room.id}`, 'Evening group'],
  ] as const) {
    if (path.startsWith('/chat')) await signIn(page, member);
    await page.goto(path);
    await settled(page);
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await expect(page.getByText(/offline|cannot be reached/i)).toHaveCount(0);
  }
  // A menu without popovers opens, moves by keys, and closes by Escape and by a press elsewhere.
  const account = page.getByRole('button', { name: /account and settings/ });
  const item = page.getByRole('menuitem', { name: 'My account' });
  await expect(item).toBeHidden();
  await account.click();
  await expect(item).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(item).toBeHidden();
  await account.click();
  // On a phone the menu covers the heading.
  await page.mouse.click(20, 400);
  await expect(item).toBeHidden();
  await account.click();
  await item.click();
  await expect(page.getByRole('heading', { level: 1, name: 'My account' })).toBeVisible();
  await expect(item).toBeHidden();
});

test('an older browser is told to update, and nothing about its network', async ({ page }) => {
  await page.addInitScript(() => delete (globalThis as { MathMLElement?: unknown }).MathMLElement);
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Please update your browser' })).toBeVisible();
  await expect(page.getByRole('heading', { name: '请更新浏览器' })).toBeVisible();
  await expect(page.getByText(/offline|connection|network/i)).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toHaveCount(0);
});

test('an error of the page is not reported as a network error', async ({ page, world }) => {
  await page.addInitScript(() => {
    const { fetch } = globalThis;
    // The request succeeds, but reading its answer fails.
    globalThis.fetch = async (...args) => {
      const answer = await fetch(...args);
      if (String(args[0]).includes('/notices')) answer.text = () => Promise.reject(new TypeError('not a function'));
      return answer;
    };
  });
  await signIn(page, await world.person('member'));
  await page.goto('/inbox');
  await expect(page.getByText('Something went wrong on our side.')).toBeVisible();
  await expect(page.getByText(/offline|cannot be reached/i)).toHaveCount(0);
});
