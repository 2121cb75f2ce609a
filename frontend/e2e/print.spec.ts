import type { Page } from '@playwright/test';
import { extractText, getDocumentProxy } from 'unpdf';
import { signInAsStaff, day, createStudio } from './support/studio';
import { expect, test } from './support/test';

/** The printed text, in one line. */
async function onPaper(page: Page): Promise<string> {
  const pdf = await getDocumentProxy(new Uint8Array(await page.pdf({ format: 'A4' })));
  const { text } = await extractText(pdf, { mergePages: true });
  return text.replace(/\s+/g, ' ');
}

test('a page prints its content, without navigation', async ({ page, world }) => {
  const setup = await createStudio(world);
  const session = await setup.plan({ local_start: '19:00', title: 'Paper lanterns' });
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/calendar?date=${day(1)}&studio=${setup.studio.id}`);
  await expect(page.getByText('Paper lanterns').first()).toBeVisible();
  const calendar = await onPaper(page);
  expect(calendar).toContain('Paper lanterns');
  // Navigation is not printed.
  expect(calendar).not.toContain('Studios');

  await page.goto(`/sessions/${session.id}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Paper lanterns' })).toBeVisible();
  expect(await onPaper(page)).toContain('Paper lanterns');

  await page.goto('/today');
  const heading = await page.getByRole('heading', { level: 1 }).innerText();
  expect(await onPaper(page)).toContain(heading.replace(/\s+/g, ' '));
});

test('a page with cards prints only them, and other pages still print', async ({ page, world }) => {
  await signInAsStaff(page, world, 'coordinator');
  await page.goto('/people/invitations');
  await page.getByRole('button', { name: 'Create card' }).click();
  await expect(page.locator('.printed').first()).toBeVisible();
  const heading = await page.getByRole('heading', { level: 1 }).innerText();
  const card = (await page.locator('.printed').first().innerText()).split('\n')[0]!.trim();
  const paper = await onPaper(page);
  expect(paper).toContain(card);
  expect(paper).not.toContain(heading);
  // The print style sheet of the cards is still loaded. It must not blank other pages.
  await page.getByRole('link', { name: 'Today' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
  expect(await onPaper(page)).toContain('Today');
});
