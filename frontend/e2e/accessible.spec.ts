import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './support/test';

/** Own screens in both languages and both schemes; the heading proves that the screen is there. */
const outside = ['/sign-in', '/join', '/recover'];
const inside = ['/account', '/account/second-step', '/inbox', '/chat'];

for (const scheme of ['light', 'dark'] as const) {
  for (const language of ['en', 'zh'] as const) {
    test(`screens are accessible, ${language}, ${scheme}`, async ({ page, world }) => {
      test.slow();
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.addInitScript((lang) => localStorage.setItem('language', lang), language);
      for (const path of outside) {
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expectAccessible(page);
      }
      const walker = await world.person('counsellor');
      await signIn(page, walker);
      const room = await world.room('Quiet room', walker);
      await world.coordinator.post(`/chat/rooms/${room.id}/messages`, {
        cid: `axe-${scheme}-${language}`,
        body: '你好',
      });
      for (const path of [...inside, `/chat/${room.id}`]) {
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await page.waitForTimeout(400);
        await expectAccessible(page);
      }
    });
  }
}

test('on a narrow phone and at twice the text size nothing scrolls sideways', async ({ page, world, isMobile }) => {
  // safety 59; WCAG 1.4.4, 1.4.10
  test.skip(!isMobile, 'a matter of narrow windows');
  test.slow();
  const walker = await world.person('counsellor');
  const room = await world.room('Narrow', walker);
  for (const [width, size] of [
    [320, '100%'],
    [360, '200%'],
  ] as const) {
    await page.setViewportSize({ width, height: 640 });
    for (const path of [...outside, ...inside, `/chat/${room.id}`]) {
      if (path === '/account') await signIn(page, walker);
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await page.evaluate((value) => (document.documentElement.style.fontSize = value), size);
      await page.waitForTimeout(200);
      await expectNoSidewaysScroll(page);
    }
    await page.context().clearCookies();
  }
});
