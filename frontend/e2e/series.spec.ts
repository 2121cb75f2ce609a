import type { Page } from '@playwright/test';
import type { SeriesMade, SeriesView } from '../src/kit/api/types';
import { createStudio, day, signInAsStaff } from './support/studio';
import { expect, expectAccessible, expectNoSidewaysScroll, settled, test } from './support/test';
import type { World } from './support/world';

/** A weekly group of five dates; the third has its own title, and the room is taken on the fourth. */
async function plantGroup(world: World): Promise<{ path: string; series: SeriesView }> {
  const { studio, counsellors, plan } = await createStudio(world);
  await plan({ local_date: day(22), local_start: '18:00', title: 'Open house' });
  const made = await world.coordinator.post<SeriesMade>('/series', {
    name: 'Harbour circle',
    type: 'peer_group_open',
    studio_id: studio.id,
    room_id: studio.rooms[0]!.id,
    local_date: day(1),
    local_start: '18:30',
    minutes: 90,
    people: 6,
    staff: counsellors.map((person, index) => ({ person_id: person.id, role: index ? 'co_lead' : 'lead' })),
    publish: true,
    rule: 'FREQ=WEEKLY;COUNT=5',
  });
  const third = made.created[2]!;
  await world.coordinator.patch(`/sessions/${third.id}`, { row_version: third.row_version, title: 'With a guest' });
  const path = `/series/${made.series_id}`;
  return { path, series: await world.coordinator.get<SeriesView>(path) };
}

/** Presses a button by keyboard alone. */
async function press(page: Page, name: string | RegExp) {
  const button = page.getByRole('button', { name }).last();
  await button.focus();
  await page.keyboard.press('Enter');
}

// S8
test('a group is changed in the middle by keyboard alone, and the preview says exactly what changes', async ({
  page,
  world,
}) => {
  const { path, series } = await plantGroup(world);
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(path);
  await settled(page);
  await expect(page.getByRole('heading', { level: 1, name: 'Harbour circle' })).toBeVisible();
  await expect(page.getByText('Own title')).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);

  const second = page.getByRole('listitem').filter({ hasText: 'Harbour circle' }).nth(1);
  await second.getByRole('button', { name: /^Change from/ }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Change the group' });
  await dialog.getByLabel('Title').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Bridge circle');
  await dialog.getByLabel('Expected number of people').focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('9');
  await expect(dialog.getByText('3 dates will change.')).toBeVisible();
  await expect(dialog.getByText('title: Harbour circle → Bridge circle')).toHaveCount(2);
  await expect(dialog.getByText('number of people: 6 → 9')).toHaveCount(3);
  await expect(dialog.getByText(/has its own title, which stays/)).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await press(page, 'Change 3 dates');
  await expect(dialog).toBeHidden();

  const after = await world.coordinator.get<SeriesView>(path);
  expect(after.sessions.map((one) => [one.title, one.people, one.state])).toEqual([
    ['Harbour circle', 6, 'published'],
    ['Bridge circle', 9, 'published'],
    ['With a guest', 9, 'published'],
    ['Harbour circle', 6, 'skipped'],
    ['Bridge circle', 9, 'published'],
  ]);
  expect(after.sessions.map((one) => one.id)).toEqual(series.sessions.map((one) => one.id));
});

// S8, S14
test('a skipped date says why, and is revived at a free hour', async ({ page, world }) => {
  const { path } = await plantGroup(world);
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(path);
  await settled(page);
  const skipped = page.getByRole('listitem').filter({ hasText: 'Open house' });
  await expect(skipped).toBeVisible();
  await skipped.getByRole('button', { name: /^Revive/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Revive this date' });
  await dialog.getByLabel('Start').fill('20:30');
  await dialog.getByRole('button', { name: 'Revive' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Own time')).toBeVisible();
  const after = await world.coordinator.get<SeriesView>(path);
  expect(after.sessions.map((one) => one.state)).toEqual(Array(5).fill('published'));
});

test('a group goes on, ends, and is found in the list and from its sessions', async ({ page, world }) => {
  const { path, series } = await plantGroup(world);
  await signInAsStaff(page, world, 'coordinator');
  await page.goto('/series');
  await settled(page);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByLabel('Studio').selectOption({ label: series.studio });
  const link = page.getByRole('link', { name: /Harbour circle/ });
  await expect(link).toHaveCount(1);
  await link.click();
  await page.getByRole('button', { name: 'Add dates' }).click();
  const more = page.getByRole('dialog', { name: 'Add dates' });
  await more.getByLabel('Number of dates').fill('2');
  await expect(more.getByText('2 dates can be planned, 0 cannot.')).toBeVisible();
  await more.getByRole('button', { name: 'Add dates' }).click();
  await expect(page.getByText('2 dates added.').first()).toBeVisible();
  expect((await world.coordinator.get<SeriesView>(path)).sessions).toHaveLength(7);

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'End group' }).click();
  const end = page.getByRole('dialog', { name: 'End the group' });
  await expect(end.getByText('5 dates will be cancelled.', { exact: false })).toBeVisible();
  await end.getByRole('button', { name: 'End group' }).click();
  await expect(end).toBeHidden();
  const states = (await world.coordinator.get<SeriesView>(path)).sessions.map((one) => one.state);
  expect(states.filter((state) => state === 'cancelled')).toHaveLength(5);

  await page.goto(`/sessions/${series.sessions[0]!.id}`);
  await page.getByRole('link', { name: 'part of a group' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Harbour circle' })).toBeVisible();
});

test('a group that meets on the last Friday is planned in plain words', async ({ page, world }) => {
  const { studio } = await createStudio(world);
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/calendar?date=${day(1)}&studio=${studio.id}`);
  await page.getByRole('button', { name: 'Plan a session' }).click();
  const dialog = page.getByRole('dialog', { name: 'Plan a session' });
  await dialog.getByLabel('Kind of session').selectOption({ index: 1 });
  await dialog.getByLabel('Repeat').check();
  await dialog.getByLabel('How often').selectOption('MONTHLY');
  await dialog.getByLabel('Which day of the month').selectOption('weekday');
  await dialog.getByLabel('Which one').selectOption('-1');
  await dialog.getByLabel('Weekday').selectOption('FR');
  await dialog.getByLabel('Ends').selectOption('count');
  await dialog.getByLabel('Number of dates').fill('3');
  await expect(dialog.getByText('every month on the last Friday')).toBeVisible();
  await expect(dialog.getByText('3 dates can be planned, 0 cannot.')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});

// product.md: Chinese and English are equal
test('the page of a group and its dialog are Chinese for those who read Chinese', async ({ page, world }) => {
  const { path } = await plantGroup(world);
  const keeper = await signInAsStaff(page, world, 'coordinator');
  await keeper.patch('/me', { language: 'zh' });
  await page.goto(path);
  await settled(page);
  await expect(page.getByText(/每周，星期.*18:30，90 分钟/)).toBeVisible();
  await expect(page.getByText('单独改过：名称')).toBeVisible();
  await page.getByRole('button', { name: '修改', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: '修改小组' });
  await dialog.getByLabel('预计人数').fill('9');
  await expect(dialog.getByText('4 次活动会改变。')).toBeVisible();
  await expect(dialog.getByText('人数：6 → 9')).toHaveCount(4);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
});
