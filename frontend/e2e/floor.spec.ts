import { beStaff, openGroup, openHouse, justNow } from './support/house';
import { expect, settled, signIn, test } from './support/test';

/** Takes away what Chromium 109 or Safari 16.4 do not know. */
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
  CSS.supports = (...words: [string, string?]) =>
    !/light-dark|popover/.test(words.join()) && supports(...(words as [string]));
}

test('the oldest browsers that are served see Today, a session and a room, and open their menus', async ({
  page,
  world,
}) => {
  await page.addInitScript(asAtTheFloor);
  const house = await openHouse(world);
  const session = await house.plan({ ...justNow(), title: 'Evening circle' });
  const member = await world.person('member');
  const room = await openGroup(world, 'Evening group', member);
  await beStaff(page, world, 'coordinator');
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
  // A menu without popovers: it opens, moves by keys, closes by Escape and by a press elsewhere.
  const account = page.getByRole('button', { name: /account and settings/ });
  const item = page.getByRole('menuitem', { name: 'My account' });
  await expect(item).toBeHidden();
  await account.click();
  await expect(item).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(item).toBeHidden();
  await account.click();
  // on a phone the menu lies over the heading
  await page.mouse.click(20, 400);
  await expect(item).toBeHidden();
  await account.click();
  await item.click();
  await expect(page.getByRole('heading', { level: 1, name: 'My account' })).toBeVisible();
  await expect(item).toBeHidden();
});

test('what is older is told to update, and nothing about its network', async ({ page }) => {
  await page.addInitScript(() => delete (globalThis as { MathMLElement?: unknown }).MathMLElement);
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Please update your browser' })).toBeVisible();
  await expect(page.getByRole('heading', { name: '请更新浏览器' })).toBeVisible();
  await expect(page.getByText(/offline|connection|network/i)).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toHaveCount(0);
});

test('a fault of the page is not called a fault of the network', async ({ page, world }) => {
  await page.addInitScript(() => {
    const { fetch } = globalThis;
    // The request is answered, and what comes after it fails.
    globalThis.fetch = async (...words) => {
      const answer = await fetch(...words);
      if (String(words[0]).includes('/notices')) answer.text = () => Promise.reject(new TypeError('not a function'));
      return answer;
    };
  });
  await signIn(page, await world.person('member'));
  await page.goto('/inbox');
  await expect(page.getByText('Something went wrong on our side.')).toBeVisible();
  await expect(page.getByText(/offline|cannot be reached/i)).toHaveCount(0);
});
