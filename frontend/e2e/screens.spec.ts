import { beStaff, openHouse } from './support/house';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './support/test';

/** Every screen of the coordinator in both languages and both schemes; the heading proves that the screen is there. */
const screens = [
  '/today',
  '/calendar',
  '/calendar?view=day',
  '/calendar?view=month',
  '/cohorts',
  '/cohorts/new',
  '/gates',
  '/people',
  '/people/invitations',
  '/studios',
  '/studios/import',
];

for (const scheme of ['light', 'dark'] as const) {
  for (const language of ['en', 'zh'] as const) {
    test(`screens of work are accessible, ${language}, ${scheme}`, async ({ page, world }) => {
      test.slow();
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      const house = await openHouse(world);
      const session = await house.plan();
      const keeper = await beStaff(page, world, 'coordinator');
      await keeper.patch('/me', { language });
      for (const path of [...screens, `/studios/${house.studio.id}`, `/sessions/${session.id}`]) {
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await page.waitForTimeout(400);
        await expectAccessible(page);
      }
    });
  }
}

test('at 320 pixels and at twice the text size no screen of work scrolls sideways', async ({
  page,
  world,
  isMobile,
}) => {
  // safety 59; WCAG 1.4.4, 1.4.10
  test.skip(!isMobile, 'a matter of narrow windows');
  test.slow();
  const house = await openHouse(world);
  const session = await house.plan();
  await beStaff(page, world, 'coordinator');
  for (const [width, size] of [
    [320, '100%'],
    [360, '200%'],
  ] as const) {
    await page.setViewportSize({ width, height: 640 });
    for (const path of [...screens, `/studios/${house.studio.id}`, `/sessions/${session.id}`]) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await page.evaluate((value) => (document.documentElement.style.fontSize = value), size);
      await page.waitForTimeout(250);
      await expectNoSidewaysScroll(page);
    }
  }
});

test('today opens without a network, with the time of what it shows', async ({ page, context, world }) => {
  await beStaff(page, world, 'coordinator');
  await page.goto('/today');
  await expect(page.getByRole('heading', { name: 'The day by studio' })).toBeVisible();
  await page.getByRole('link', { name: 'Calendar' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Calendar' })).toBeVisible();
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Today' }).first().click();
  await expect(page.getByText(/Offline · as of \d\d:\d\d/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'The day by studio' })).toBeVisible();
});
