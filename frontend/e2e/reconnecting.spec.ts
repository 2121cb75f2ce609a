import { signInAsCounsellor, fiveMinutesAgo, openGroup, createStudio } from './support/studio';
import { expect, settled, signIn, test } from './support/test';

/** Longer than the first retries wait. */
const SOON = { timeout: 10_000 };

test('a session, the calendar and the inbox that were opened offline load when the network is back', async ({
  page,
  context,
  world,
}) => {
  const setup = await createStudio(world);
  const session = await setup.plan({ ...fiveMinutesAgo(), title: 'Evening circle' });
  await signInAsCounsellor(page, world, setup.counsellors[0]!);
  const screens = [
    [`/sessions/${session.id}`, 'Evening circle'],
    ['/calendar?view=day', 'Evening circle'],
    ['/inbox', 'No updates'],
  ] as const;
  // The scripts of the screens are cached; their data is not.
  await page.goto('/today');
  await settled(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  for (const [path, text] of screens) {
    await context.setOffline(true);
    await page.evaluate((to) => {
      history.pushState(null, '', to);
      dispatchEvent(new PopStateEvent('popstate'));
    }, path);
    await expect(page.getByText('You are offline.').first()).toBeVisible();
    await expect(page.getByText('Nothing was changed')).toHaveCount(0);
    await context.setOffline(false);
    await expect(page.locator('main').getByText(text).first()).toBeVisible(SOON);
    await expect(page.getByText('You are offline.')).toHaveCount(0);
  }
});

test('a room that was opened offline loads when the network is back', async ({ page, context, world }) => {
  const member = await world.person('member');
  const room = await openGroup(world, 'Evening group', member);
  const said = { cid: 'said-while-nobody-looked', body: 'How is everybody tonight?' };
  await world.coordinator.post(`/chat/rooms/${room.id}/messages`, said);
  await signIn(page, member);
  await page.goto('/account');
  await settled(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, `/chat/${room.id}`);
  await expect(page.getByText('You are offline.').first()).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('How is everybody tonight?')).toBeVisible(SOON);
});
