import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GateRow, Page as Paged } from '../src/kit/api/types';
import { trainee } from './support/cohort';
import { signInAsCounsellor, signInAsStaff, fiveMinutesAgo, createStudio, day } from './support/studio';
import { expect, expectAccessible, signIn, test } from './support/test';
import { visitAll } from './support/visit';

/** Each screen, visited by somebody who uses it. The addresses are those of `src/routes.ts`. */
const visits = {
  'before signing in': ['/sign-in', '/join', '/recover'],
  'a coordinator, the week': ['/today', '/calendar', '/sessions/:id', '/cover', '/series', '/rules'],
  'a coordinator, cohorts': ['/cohorts', '/cohorts/new', '/cohorts/:id', '/enrolments/:id'],
  'a coordinator, people and places': [
    '/people',
    '/people/invitations',
    '/people/:id',
    '/people/:id/availability',
    '/studios',
    '/calendar-days',
    '/studios/import',
    '/studios/:id',
    '/booking-rules',
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
  'a counsellor': ['/sessions/:id', '/asked', '/availability', '/inbox', '/chat', '/chat/:room'],
  'a trainee': ['/today', '/progress'],
  'a member': ['/today', '/account/second-step', '/measures', '/groups', '/groups/:id'],
  // help.spec.ts visits the page of an incident, because it creates one.
  'whoever writes an incident down': ['/duty/incidents/:id'],
  // series.spec.ts visits the page of a group, because it plants one.
  'whoever plans a group': ['/series/:id'],
} as const;

test('every screen is visited', () => {
  const text = readFileSync(join(import.meta.dirname, '../src/routes.ts'), 'utf8');
  const routes = [...text.matchAll(/path: '([^']+)'/g)].map((found) => found[1]);
  expect(routes.length).toBeGreaterThan(20);
  expect([...new Set<string | undefined>(Object.values(visits).flat())].sort()).toEqual(routes.sort());
});

test('screens before signing in', async ({ page }) => {
  await visitAll(page, visits['before signing in']);
});

test('screens of a coordinator: the week', async ({ page, world }) => {
  const setup = await createStudio(world);
  const session = await setup.plan({ note: 'Bring the cards.' });
  await signInAsStaff(page, world, 'coordinator');
  const views = ['?view=day', '?view=month'].map((view) => `/calendar${view}`);
  await visitAll(page, visits['a coordinator, the week'], { '/sessions/:id': `/sessions/${session.id}` }, [
    ...views,
    `/sessions/${session.id}?tab=people`,
    `/sessions/${session.id}?tab=places`,
    `/sessions/${session.id}?tab=notes`,
  ]);
});

test('screens of a coordinator: cohorts', async ({ page, world }) => {
  const { cohort, enrolment } = await trainee(world);
  await signInAsStaff(page, world, 'coordinator');
  await visitAll(page, visits['a coordinator, cohorts'], {
    '/cohorts/:id': `/cohorts/${cohort}`,
    '/enrolments/:id': `/enrolments/${enrolment}`,
  });
});

test('screens of a coordinator: people and places', async ({ page, world }) => {
  const setup = await createStudio(world);
  await world.invite('member');
  await signInAsStaff(page, world, 'coordinator');
  await visitAll(page, visits['a coordinator, people and places'], {
    '/people/:id': `/people/${setup.counsellors[0]!.id}`,
    '/people/:id/availability': `/people/${setup.counsellors[0]!.id}/availability`,
    '/studios/:id': `/studios/${setup.studio.id}`,
  });
});

test('screens of a supervisor', async ({ page, world }) => {
  const { walker, enrolment } = await trainee(world);
  await walker.post(`/enrolments/${enrolment}/phases/1/request-review`);
  const supervisor = await signInAsStaff(page, world, 'supervisor');
  const { items } = await supervisor.get<Paged<GateRow>>('/gates?state=in_review');
  const gate = items.find((row) => row.enrolment_id === enrolment)!;
  await visitAll(page, visits['a supervisor'], { '/gates/:id': `/gates/${gate.id}` });
});

test('screens of headquarters', async ({ page, world }) => {
  await signInAsStaff(page, world, 'headquarters');
  await visitAll(page, visits.headquarters);
});

test('screens of a counsellor', async ({ page, world }) => {
  const setup = await createStudio(world);
  const session = await setup.plan(fiveMinutesAgo());
  const room = await world.room('Quiet room');
  const seat = { person_id: setup.counsellors[0]!.id, role: 'participant' };
  await world.coordinator.post(`/chat/rooms/${room.id}/seats`, seat);
  await world.coordinator.post(`/chat/rooms/${room.id}/messages`, { cid: `walk-${room.id}`, body: '你好' });
  await signInAsCounsellor(page, world, setup.counsellors[0]!);
  await visitAll(
    page,
    visits['a counsellor'],
    { '/sessions/:id': `/sessions/${session.id}?tab=people`, '/chat/:room': `/chat/${room.id}` },
    ['/today'],
  );
});

test('screens of a trainee', async ({ page, world }) => {
  const { walker } = await trainee(world);
  await signIn(page, walker);
  await visitAll(page, visits['a trainee']);
});

test('screens of a member', async ({ page, world }) => {
  const { plan } = await createStudio(world);
  const salon = await plan({ type: 'salon', title: 'Salon', local_date: day(6) });
  await signIn(page, await world.person('member'));
  await visitAll(page, visits['a member'], { '/groups/:id': `/groups/${salon.id}` });
});

test('Today opens offline, with the time of its stored data', async ({ page, context, world }) => {
  await signInAsStaff(page, world, 'coordinator');
  await page.goto('/today');
  await expect(page.getByRole('heading', { name: 'The day by studio' })).toBeVisible();
  await page.getByRole('link', { name: 'Calendar' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Calendar' })).toBeVisible();
  await context.setOffline(true);
  // The notice moves the content below it.
  await expect(page.getByText('Offline', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Today' }).first().click();
  await expect(page.getByText(/Offline · as of \d\d:\d\d/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'The day by studio' })).toBeVisible();
});

test('a part of a screen that fails to load says so, and loads on a retry', async ({ page, context, world }) => {
  await signInAsStaff(page, world, 'coordinator');
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
