import type { KeptApart, OwnPlace, PersonBrief, SessionView } from '../src/kit/api/types';
import type { Page } from '@playwright/test';
import { createStudio, day, signInAsCounsellor, signInAsStaff } from './support/studio';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './support/test';
import type { Actor, World } from './support/world';

/** A salon with one place, six days ahead, so that an offer is open for a day. */
async function salon(world: World, title: string) {
  const setup = await createStudio(world);
  const session = await setup.plan({ type: 'salon', title, local_date: day(6), local_start: '15:00' });
  await world.coordinator.put(`/sessions/${session.id}/booking`, { row_version: session.row_version, capacity: 1 });
  return { setup, session };
}

const own = (actor: Actor, { id }: SessionView) => actor.get<OwnPlace>(`/sessions/${id}/places/me`);

/** Moves the focus by keyboard alone, as somebody does who has no mouse. */
async function press(page: Page, name: string) {
  const button = page.getByRole('button', { name, exact: true });
  await expect(button).toBeVisible();
  for (let at = 0; at < 60; at += 1) {
    if (await button.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
}

test('a member waits for a place, is offered one live and accepts it with the keyboard', async ({ page, world }) => {
  const { session } = await salon(world, 'Paper salon');
  const [first, second] = [await world.person('member'), await world.person('member')];
  await first.post(`/sessions/${session.id}/places/me`);
  await signIn(page, second);
  await page.goto('/groups');
  await page.getByRole('link', { name: /Paper salon/ }).click();
  await expect(page.getByText('On the waiting list you are told when one is free')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await press(page, 'Join the waiting list');
  await expect(page.getByText('You are number 1 on the waiting list.')).toBeVisible();

  await first.del(`/sessions/${session.id}/places/me`);
  // nobody reloads the page: the offer comes to it
  await expect(page.getByText(/A place is kept for you until/)).toBeVisible();
  await expectAccessible(page);
  await press(page, 'Accept the place');
  await expect(page.getByText('You have a place. If you cannot come')).toBeVisible();
  await page.getByRole('link', { name: 'Open the session' }).click();
  await expect(page.getByRole('heading', { name: 'Paper salon' })).toBeVisible();
  await page.getByRole('button', { name: 'Give the place back' }).click();
  const dialog = page.getByRole('dialog', { name: 'Give your place back?' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect((await own(second, session)).place_state).toBe('confirmed');
  await page.getByRole('button', { name: 'Give the place back' }).click();
  await dialog.getByRole('button', { name: 'Give the place back' }).click();
  await expect(page).toHaveURL(/\/groups$/);
  expect((await own(second, session)).place_state).toBe('cancelled_by_person');
});

test('the same in Chinese, declined', async ({ page, world }) => {
  const { session } = await salon(world, '手工沙龙');
  const [first, second] = [await world.person('member'), await world.person('member')];
  await first.post(`/sessions/${session.id}/places/me`);
  await second.patch('/me', { language: 'zh' });
  await signIn(page, second);
  await page.goto(`/groups/${session.id}`);
  await page.getByRole('button', { name: '加入候补名单' }).click();
  await expect(page.getByText('您在候补名单上排第 1 位。')).toBeVisible();
  await first.del(`/sessions/${session.id}/places/me`);
  await expect(page.getByText(/为您留了一个名额/)).toBeVisible();
  await page.getByRole('button', { name: '不要' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '不要' }).click();
  await expect(page.getByText('您没有要这个名额。您可以重新加入候补名单。')).toBeVisible();
  expect((await own(second, session)).place_state).toBe('declined');
});

test('staff see who waits and why, and give a place', async ({ page, world }) => {
  const { setup, session } = await salon(world, 'Tea salon');
  const [first, second] = [await world.person('member'), await world.person('member')];
  await first.post(`/sessions/${session.id}/places/me`);
  await second.post(`/sessions/${session.id}/places/me`);
  await signInAsCounsellor(page, world, setup.counsellors[0]!);
  await page.goto(`/sessions/${session.id}?tab=places`);
  await expect(page.getByText(second.nickname)).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: `Take off: ${first.nickname}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take off' }).click();
  await expect(page.getByText(/offered until/)).toBeVisible();
  await page.getByRole('button', { name: `Give the place: ${second.nickname}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Give the place' }).click();
  await expect(page.getByText('Nobody waits.')).toBeVisible();
  expect((await own(second, session)).place_state).toBe('confirmed');
});

// M17: in a moment, without a reason, and with the keyboard alone
test('a coordinator keeps two people apart and neither reads of it', async ({ page, world }) => {
  const { session } = await salon(world, 'Quiet salon');
  const [one, two] = [await world.person('member'), await world.person('member')];
  await signInAsStaff(page, world, 'coordinator');
  await page.goto(`/people/${one.me.person_id}`);
  await press(page, 'Show who');
  await expect(page.getByText('With nobody.')).toBeVisible();
  await press(page, 'Add a person');
  await page.getByLabel('Find somebody').fill(two.nickname);
  await press(page, `Keep apart: ${two.nickname}`);
  await expect(page.getByText(`Kept apart from ${two.nickname}.`)).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  const kept = await world.coordinator.get<KeptApart>(`/people/${two.me.person_id}/keep-apart`);
  expect(kept.items.map((person) => person.person_id)).toEqual([one.me.person_id]);

  await world.coordinator.put(`/sessions/${session.id}/booking`, {
    row_version: (await world.coordinator.get<SessionView>(`/sessions/${session.id}`)).row_version,
    capacity: 5,
    mode: 'block',
  });
  await one.post(`/sessions/${session.id}/places/me`);
  const shown = await own(two, session);
  expect([shown.is_full, shown.place_verbs]).toEqual([true, []]);
  const mine = await two.get<PersonBrief>('/me');
  expect(JSON.stringify(mine)).not.toContain('apart');
});
