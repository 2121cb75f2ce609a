import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSidewaysScroll, settled, test } from './test';

type Lang = 'en' | 'zh';

/**
 * Opens each screen once and looks at it in both languages and both schemes (axe) and, on a phone, at the width of the
 * narrowest one and at twice the text size (safety 59; WCAG 1.4.4, 1.4.10). Contrast is all that the scheme changes.
 */
export async function visitAll(
  page: Page,
  routes: readonly string[],
  addresses: Record<string, string> = {},
  more: string[] = [],
): Promise<void> {
  const paths = [...routes.map((route) => addresses[route] ?? route), ...more];
  // Each screen may take a minute on a machine that also builds.
  test.setTimeout((paths.length + 1) * 120_000);
  let lang: Lang = 'en';
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  for (const path of paths) {
    await page.goto(path);
    await settled(page);
    // The language stays between screens, so each screen switches it once.
    const other: Lang = lang === 'en' ? 'zh' : 'en';
    for (const next of [lang, other]) {
      if (next !== lang) await speak(page, next);
      lang = next;
      await expectAccessible(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      await expectAccessible(page, 'color-contrast');
      await page.emulateMedia({ colorScheme: 'light' });
      await expectRoomForAll(page);
    }
  }
}

async function speak(page: Page, lang: Lang): Promise<void> {
  const name = lang === 'zh' ? '中文' : 'English';
  const account = page.getByRole('button', { name: /account and settings|账号与设置/ });
  if (await account.isVisible()) {
    await account.click();
    await page.getByRole('menuitem', { name }).click();
  } else {
    await page.getByRole('banner').getByRole('button', { name }).click();
  }
  await expect(page.locator('html')).toHaveAttribute('lang', lang === 'zh' ? 'zh-Hans' : 'en');
}

async function expectRoomForAll(page: Page): Promise<void> {
  const usual = page.viewportSize();
  // Only narrow windows are checked.
  if (!usual || usual.width > 400) return;
  for (const [width, size] of [
    [320, '100%'],
    [360, '200%'],
  ] as const) {
    await page.setViewportSize({ width, height: usual.height });
    await page.evaluate((value) => (document.documentElement.style.fontSize = value), size);
    await expectNoSidewaysScroll(page);
  }
  await page.evaluate(() => (document.documentElement.style.fontSize = ''));
  await page.setViewportSize(usual);
}
