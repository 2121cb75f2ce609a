import type { Page } from '@playwright/test';
import { extractText, getDocumentProxy } from 'unpdf';
import { beStaff, day, openHouse } from './support/house';
import { expect, test } from './support/test';

/** What stands on the paper, in one line. */
async function onPaper(page: Page): Promise<string> {
  const pdf = await getDocumentProxy(new Uint8Array(await page.pdf({ format: 'A4' })));
  const { text } = await extractText(pdf, { mergePages: true });
  return text.replace(/\s+/g, ' ');
}

test('a page prints what it says, and not what leads elsewhere', async ({ page, world }) => {
  const house = await openHouse(world);
  const session = await house.plan({ local_start: '19:00', title: 'Paper lanterns' });
  await beStaff(page, world, 'coordinator');
  await page.goto(`/calendar?date=${day(1)}&studio=${house.studio.id}`);
  await expect(page.getByText('Paper lanterns').first()).toBeVisible();
  const calendar = await onPaper(page);
  expect(calendar).toContain('Paper lanterns');
  // the bars that lead elsewhere stay off the paper
  expect(calendar).not.toContain('Studios');

  await page.goto(`/sessions/${session.id}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Paper lanterns' })).toBeVisible();
  expect(await onPaper(page)).toContain('Paper lanterns');

  await page.goto('/today');
  const heading = await page.getByRole('heading', { level: 1 }).innerText();
  expect(await onPaper(page)).toContain(heading.replace(/\s+/g, ' '));
});

test('where cards are shown only they are printed, and afterwards pages print again', async ({ page, world }) => {
  await beStaff(page, world, 'coordinator');
  await page.goto('/people/invitations');
  await page.getByRole('button', { name: 'Create card' }).click();
  await expect(page.locator('.printed').first()).toBeVisible();
  const heading = await page.getByRole('heading', { level: 1 }).innerText();
  const card = (await page.locator('.printed').first().innerText()).split('\n')[0]!.trim();
  const paper = await onPaper(page);
  expect(paper).toContain(card);
  expect(paper).not.toContain(heading);
  // the sheet of the cards is still in force: it must not blank what has none
  await page.getByRole('link', { name: 'Today' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
  expect(await onPaper(page)).toContain('Today');
});
