import { openGroup } from './support/studio';
import { expect, signIn, test } from './support/test';
import type { Page } from '@playwright/test';

const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const closed = (page: Page) => page.getByText(/Nobody is on duty here/);
/** The ISO weekday in the zone of the group; 1 is Monday. */
const today = new Date(Date.now() + 8 * 3_600_000).getUTCDay() || 7;

test('a facilitator who comes on duty opens the room for everybody in it', async ({ page, browser, world }) => {
  // safety 41
  const [holder, member] = [await world.person('counsellor'), await world.person('member')];
  const room = await openGroup(world, `Held group ${Date.now()}`, holder, member);
  const { person_id } = holder.me;
  await world.coordinator.post(`/chat/rooms/${room.id}/seats`, { person_id, role: 'facilitator' });
  const hours = [{ weekday: (today + 2) % 7 || 7, from: '10:00', to: '11:00' }];
  await world.coordinator.put(`/chat/rooms/${room.id}/staffed-hours`, { hours });
  await signIn(page, member);
  await page.goto(`/chat/${room.id}`);
  await expect(closed(page)).toBeVisible();
  await expect(field(page)).toHaveCount(0);

  const context = await browser.newContext({ locale: 'en-GB' });
  const other = await context.newPage();
  await signIn(other, holder);
  await other.goto(`${world.base}/chat/${room.id}`);
  await expect(field(other)).toBeVisible();
  await expect(field(page)).toBeVisible({ timeout: 5_000 });
  for (const one of [page, other]) await expect(closed(one)).toHaveCount(0);
  await field(page).fill('good that you are here');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(other.getByRole('log').getByText('good that you are here')).toBeVisible();
  await context.close();
});

test('a person who was removed sees nothing of the room, and a new membership starts afresh', async ({
  page,
  world,
}) => {
  // safety 11, I8, I9
  const [member, other] = [await world.person('counsellor'), await world.person('counsellor')];
  const room = await world.room('In and out', member, other);
  const say = (cid: string, body: string) =>
    other.post<{ m: string }>(`/chat/rooms/${room.id}/messages`, { cid: `in-and-out-${cid}`, body });
  const { m } = await say('1', 'before they went');
  await signIn(page, member);
  await page.goto(`/chat/${room.id}`);
  const log = page.getByRole('log', { name: 'Messages' });
  await expect(log.getByText('before they went')).toBeVisible();

  const seat = (await member.get<{ membership_id: string }>(`/chat/rooms/${room.id}`)).membership_id;
  await world.coordinator.del(`/chat/rooms/${room.id}/seats/${seat}`);
  await expect(page.getByText('There is nothing at this address')).toBeVisible();
  await expect(page.getByText('before they went')).toHaveCount(0);
  await expect(page.getByText('In and out')).toHaveCount(0);
  await other.del(`/chat/rooms/${room.id}/messages/${m}`);
  await say('2', 'while they were away');

  const again = { person_id: member.me.person_id, role: 'participant' };
  await world.coordinator.post(`/chat/rooms/${room.id}/seats`, again);
  await expect(log).toBeVisible();
  await say('3', 'they are back');
  await expect(log.getByText('they are back')).toBeVisible();
  for (const gone of ['before they went', 'while they were away']) await expect(page.getByText(gone)).toHaveCount(0);
});

test('on a phone the navigation hides while typing, and never covers the composer', async ({
  page,
  context,
  world,
  isMobile,
}) => {
  test.skip(!isMobile, 'only on-screen keyboards');
  const walker = await world.person('counsellor');
  const room = await world.room('Narrow', walker);
  await signIn(page, walker);
  await page.goto(`/chat/${room.id}`);
  const bar = page.getByRole('navigation');
  const above = async () => {
    const [composer, under] = [await field(page).boundingBox(), await bar.boundingBox()];
    return composer && under ? composer.y + composer.height <= under.y : null;
  };
  await expect(bar).toBeVisible();
  await expect.poll(above).toBe(true);
  await field(page).focus();
  await expect(bar).toBeHidden();
  await field(page).fill('one');
  await page.getByRole('button', { name: 'Send' }).tap();
  await expect(page.getByRole('log').getByText('one', { exact: true })).toBeVisible();
  await field(page).blur();
  await expect(bar).toBeVisible();
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  await expect.poll(above).toBe(true);
  await context.setOffline(true);
  await expect(page.getByText(/offline/i).first()).toBeVisible();
  await expect.poll(above).toBe(true);
  await context.setOffline(false);
});
