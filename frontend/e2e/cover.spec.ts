import type { Browser, Page } from '@playwright/test';
import type { PersonBrief } from '../src/kit/api/types';
import { createStudio, day, signInAsCounsellor, signInAsStaff } from './support/studio';
import { expect, expectAccessible, expectNoSidewaysScroll, settled, test } from './support/test';
import type { World } from './support/world';

/** Another person on a device of their own. */
async function counsellor(browser: Browser, world: World, person: PersonBrief): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', baseURL: world.base });
  const page = await context.newPage();
  await signInAsCounsellor(page, world, person);
  return page;
}

/** Presses what has the name, by the keyboard alone. */
async function press(page: Page, name: string | RegExp) {
  await page.getByRole('button', { name }).first().focus();
  await page.keyboard.press('Enter');
}

test('a counsellor is ill, a colleague takes over, and the coordinator sees it as it happens', async ({
  page,
  browser,
  world,
}) => {
  // M1, M9
  const setup = await createStudio(world);
  const other = await createStudio(world);
  const session = await setup.plan({ local_date: day(1), local_start: '18:00', title: 'Evening group' });
  const [, ill] = setup.counsellors;
  const [free] = other.counsellors;
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/sessions/${session.id}`);
  await settled(page);

  const illPage = await counsellor(browser, world, ill!);
  await illPage.goto(`/sessions/${session.id}`);
  await press(illPage, 'I cannot come');
  const dialog = illPage.getByRole('dialog', { name: 'Ask for cover?' });
  await expectAccessible(illPage);
  await dialog.getByRole('button', { name: 'Ask for cover' }).focus();
  await illPage.keyboard.press('Enter');
  await expect(illPage.getByRole('button', { name: 'I can come after all' })).toBeVisible();

  // without a reload
  await expect(page.getByText(`${ill!.nickname} (Co-lead) cannot come`)).toBeVisible();
  await expect(page.getByText('Waiting for a yes')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  const freePage = await counsellor(browser, world, free!);
  await freePage.goto('/asked');
  const asked = freePage.getByRole('listitem').filter({ hasText: setup.studio.name });
  await expect(asked).toContainText('18:00');
  await expect(freePage.getByText('Evening group')).toHaveCount(0);
  await expect(freePage.getByText(ill!.nickname)).toHaveCount(0);
  await expectAccessible(freePage);
  await expectNoSidewaysScroll(freePage);
  await asked.getByRole('button', { name: /^I will take it/ }).focus();
  await freePage.keyboard.press('Enter');
  await expect(freePage.getByText('Thank you. The session is yours now.')).toBeVisible();

  await expect(page.getByText(`Taken over by ${free!.nickname}`)).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: free!.nickname })).toBeVisible();
  await illPage.context().close();
  await freePage.context().close();
});

test('a coordinator chooses whom to ask, also in Chinese', async ({ page, world }) => {
  // M1
  const setup = await createStudio(world);
  await createStudio(world);
  const session = await setup.plan({ local_date: day(1), local_start: '20:00' });
  const [lead] = setup.counsellors;
  await world.coordinator.post(`/sessions/${session.id}/cover`, { person_id: lead!.id, asks_everybody: false });
  const keeper = await signInAsStaff(page, world, 'coordinator');
  await page.goto('/cover');
  await settled(page);
  const line = page.getByRole('listitem').filter({ hasText: setup.studio.name });
  await expect(line).toContainText('Nobody asked yet');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await press(page, `Find cover for ${lead!.nickname}`);
  const dialog = page.getByRole('dialog');
  // the list comes after the choice of the order, which is a box too
  const first = dialog.getByRole('group', { name: 'Colleagues' }).getByRole('checkbox').first();
  await first.press('Space');
  await expect(first).toBeChecked();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Ask 1 person' }).focus();
  await page.keyboard.press('Enter');
  await expect(line).toContainText('1 person asked');
  await keeper.patch('/me', { language: 'zh' });
  await page.goto('/cover');
  await expect(page.getByRole('heading', { name: '需要顶班' })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: setup.studio.name })).toContainText('等人答应');
  await expectNoSidewaysScroll(page);
});
