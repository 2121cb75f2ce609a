import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GateRow, Page as Paged } from '../src/kit/api/types';
import { trainee } from './support/cohort';
import { beCounsellor, beStaff, justNow, openHouse } from './support/house';
import { expect, expectAccessible, signIn, test } from './support/test';
import { walk } from './support/walk';

/** Every screen, seen by somebody whose work it is. Names are the addresses of `src/routes.ts`. */
const walks = {
  'before signing in': ['/sign-in', '/join', '/recover'],
  'a coordinator, the week': ['/today', '/calendar', '/sessions/:id'],
  'a coordinator, cohorts': ['/cohorts', '/cohorts/new', '/cohorts/:id', '/enrolments/:id'],
  'a coordinator, people and places': [
    '/people',
    '/people/invitations',
    '/people/:id',
    '/studios',
    '/studios/import',
    '/studios/:id',
  ],
  'a supervisor': ['/gates', '/gates/:id', '/duty', '/duty/rota', '/duty/incidents/new', '/review'],
  headquarters: [
    '/admin',
    '/admin/audit',
    '/admin/security',
    '/admin/mail',
    '/duty/cards',
    '/account',
    '/account/second-step',
  ],
  'a counsellor': ['/sessions/:id', '/inbox', '/chat', '/chat/:room'],
  'a trainee': ['/today', '/progress'],
  'a member': ['/today', '/account/second-step', '/measures'],
  // An incident is looked at where one is written down: help.spec.ts.
  'whoever writes an incident down': ['/duty/incidents/:id'],
} as const;

test('every screen is walked', () => {
  const text = readFileSync(join(import.meta.dirname, '../src/routes.ts'), 'utf8');
  const routes = [...text.matchAll(/path: '([^']+)'/g)].map((found) => found[1]);
  expect(routes.length).toBeGreaterThan(20);
  expect([...new Set<string | undefined>(Object.values(walks).flat())].sort()).toEqual(routes.sort());
});

test('screens before signing in', async ({ page }) => {
  await walk(page, walks['before signing in']);
});

test('screens of a coordinator: the week', async ({ page, world }) => {
  const house = await openHouse(world);
  const session = await house.plan({ note: 'Bring the cards.' });
  await beStaff(page, world, 'coordinator');
  const views = ['?view=day', '?view=month'].map((view) => `/calendar${view}`);
  await walk(page, walks['a coordinator, the week'], { '/sessions/:id': `/sessions/${session.id}` }, [
    ...views,
    `/sessions/${session.id}?tab=people`,
    `/sessions/${session.id}?tab=notes`,
  ]);
});

test('screens of a coordinator: cohorts', async ({ page, world }) => {
  const { cohort, enrolment } = await trainee(world);
  await beStaff(page, world, 'coordinator');
  await walk(page, walks['a coordinator, cohorts'], {
    '/cohorts/:id': `/cohorts/${cohort}`,
    '/enrolments/:id': `/enrolments/${enrolment}`,
  });
});

test('screens of a coordinator: people and places', async ({ page, world }) => {
  const house = await openHouse(world);
  await world.invite('member');
  await beStaff(page, world, 'coordinator');
  await walk(page, walks['a coordinator, people and places'], {
    '/people/:id': `/people/${house.counsellors[0]!.id}`,
    '/studios/:id': `/studios/${house.studio.id}`,
  });
});

test('screens of a supervisor', async ({ page, world }) => {
  const { walker, enrolment } = await trainee(world);
  await walker.post(`/enrolments/${enrolment}/phases/1/request-review`);
  const supervisor = await beStaff(page, world, 'supervisor');
  const { items } = await supervisor.get<Paged<GateRow>>('/gates?state=in_review');
  const gate = items.find((row) => row.enrolment_id === enrolment)!;
  await walk(page, walks['a supervisor'], { '/gates/:id': `/gates/${gate.id}` });
});

test('screens of headquarters', async ({ page, world }) => {
  await beStaff(page, world, 'headquarters');
  await walk(page, walks.headquarters);
});

test('screens of a counsellor', async ({ page, world }) => {
  const house = await openHouse(world);
  const session = await house.plan(justNow());
  const room = await world.room('Quiet room');
  const seat = { person_id: house.counsellors[0]!.id, role: 'participant' };
  await world.coordinator.post(`/chat/rooms/${room.id}/seats`, seat);
  await world.coordinator.post(`/chat/rooms/${room.id}/messages`, { cid: `walk-${room.id}`, body: '你好' });
  await beCounsellor(page, world, house.counsellors[0]!);
  await walk(
    page,
    walks['a counsellor'],
    { '/sessions/:id': `/sessions/${session.id}?tab=people`, '/chat/:room': `/chat/${room.id}` },
    ['/today'],
  );
});

test('screens of a trainee', async ({ page, world }) => {
  const { walker } = await trainee(world);
  await signIn(page, walker);
  await walk(page, walks['a trainee']);
});

test('screens of a member', async ({ page, world }) => {
  await signIn(page, await world.person('member'));
  await walk(page, walks['a member']);
});

test('today opens without a network, with the time of what it shows', async ({ page, context, world }) => {
  await beStaff(page, world, 'coordinator');
  await page.goto('/today');
  await expect(page.getByRole('heading', { name: 'The day by studio' })).toBeVisible();
  await page.getByRole('link', { name: 'Calendar' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Calendar' })).toBeVisible();
  await context.setOffline(true);
  // the line that says so moves what is below it
  await expect(page.getByText('Offline', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Today' }).first().click();
  await expect(page.getByText(/Offline · as of \d\d:\d\d/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'The day by studio' })).toBeVisible();
});

test('a part that could not be fetched says so, and comes when it is asked for again', async ({
  page,
  context,
  world,
}) => {
  await beStaff(page, world, 'coordinator');
  const part = /\/assets\/DayByStudio-[^/]*\.js$/;
  await context.route(part, (route) => route.abort());
  await page.goto('/today');
  await expect(page.getByText('The server cannot be reached', { exact: false })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'The day by studio' })).toHaveCount(0);
  await expectAccessible(page);
  await context.unroute(part);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'The day by studio' })).toBeVisible();
});
