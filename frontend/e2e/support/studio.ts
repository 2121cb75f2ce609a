import type { ChatRoom, Page as Paged, PersonBrief, SessionView, SignedIn, StudioView } from '../../src/kit/api/types';
import type { Page } from '@playwright/test';
import { expect } from './test';
import { Actor, fromOtherAddress, PASSPHRASE, type World } from './world';

export const ZONE = 'Asia/Shanghai';

/** The local date this many days from now. */
export function day(days: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(Date.now() + days * 86_400_000);
}

/** The local date and time five minutes ago, in the zone of the studio. */
export function fiveMinutesAgo(): { local_date: string; local_start: string } {
  const at = new Date(Date.now() - 5 * 60_000);
  const text = new Intl.DateTimeFormat('en-GB', {
    timeZone: ZONE,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(at);
  return { local_date: date, local_start: text };
}

/** A studio that is always open, with two rooms and two certified counsellors. */
export interface StudioSetup {
  studio: StudioView;
  counsellors: PersonBrief[];
  /** Plans a published session led by both counsellors. */
  plan(more?: object): Promise<SessionView>;
}

let made = 0;

export async function createStudio(world: World): Promise<StudioSetup> {
  made += 1;
  const { coordinator, district } = world;
  const name = `House ${process.pid} ${made}`;
  const { id } = await coordinator.post<StudioView>('/studios', { district_id: district, name });
  for (const room of ['Large room', 'Small room']) {
    await coordinator.post(`/studios/${id}/rooms`, { name: room, capacity: 12, features: [] });
  }
  const rules = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '24:00' }));
  const studio = await coordinator.put<StudioView>(`/studios/${id}/opening-rules`, { rules });

  const names = [`Maple ${process.pid % 10_000} ${made}`, `Cedar ${process.pid % 10_000} ${made}`];
  const lines = names.map((nickname) => `${nickname},Green Hill,certified,,`);
  await coordinator.importSheet(
    'counsellors',
    ['nickname,home_district,status,intake_no,available', ...lines].join('\n'),
  );
  const all = await coordinator.get<Paged<PersonBrief>>(`/people?district_id=${district}&role=counsellor&limit=200`);
  const counsellors = names.map((nickname) => all.items.find((person) => person.nickname === nickname)!);

  const plan = (more: object = {}) =>
    coordinator.post<SessionView>('/sessions', {
      type: 'peer_group_open',
      studio_id: id,
      room_id: studio.rooms[0]!.id,
      local_date: day(1),
      local_start: '10:00',
      people: 6,
      staff: counsellors.map((person, index) => ({ person_id: person.id, role: index ? 'co_lead' : 'lead' })),
      publish: true,
      // A test may begin after the start of the session that it needs.
      is_past_meant: true,
      ...more,
    });
  return { studio, counsellors, plan };
}

/** Opens the online room of a group that meets twice, with members who have consented. */
export async function openGroup(world: World, name: string, ...members: Actor[]): Promise<ChatRoom> {
  const { studio, counsellors } = await createStudio(world);
  const { series_id } = await world.coordinator.post<{ series_id: string }>('/series', {
    name,
    type: 'peer_group_open',
    studio_id: studio.id,
    room_id: studio.rooms[0]!.id,
    local_date: day(1),
    rule: 'FREQ=WEEKLY;COUNT=2',
    local_start: '10:00',
    people: 6,
    staff: counsellors.map((person, index) => ({ person_id: person.id, role: index ? 'co_lead' : 'lead' })),
    publish: true,
  });
  // A coordinator may host a room of members only if they lead groups there too (safety 8).
  const { person_id } = world.coordinator.me;
  await world.headquarters.post(`/people/${person_id}/grants`, { role: 'counsellor', district_id: world.district });
  const opened = { owner_kind: 'series', owner_id: series_id, name };
  const room = await world.coordinator.post<ChatRoom>('/chat/rooms', opened);
  for (const member of members) {
    await member.put('/me/consents/online_rooms', { is_given: true, language: 'en' });
    const seat = { person_id: member.me.person_id, role: 'participant' };
    await world.coordinator.post(`/chat/rooms/${room.id}/seats`, seat);
  }
  return room;
}

/** Signs the browser in as somebody who was imported without a passphrase, by a recovery card. */
export async function signInAsCounsellor(
  page: Page,
  world: World,
  person: PersonBrief,
  language: 'en' | 'zh' = 'en',
): Promise<void> {
  const { code } = await world.coordinator.post<{ code: string }>(`/people/${person.id}/recovery-card`, {});
  const answer = await page.request.post(`${world.base}/api/v1/recover`, {
    data: { code, passphrase: PASSPHRASE },
    headers: fromOtherAddress(),
  });
  expect(answer.ok()).toBe(true);
  // Imported people get Chinese as their language.
  const { access_token } = (await answer.json()) as SignedIn;
  const headers = { authorization: `Bearer ${access_token}` };
  await page.request.patch(`${world.base}/api/v1/me`, { data: { language }, headers });
}

/** Signs the browser in as a new member of staff with a second factor. */
export async function signInAsStaff(page: Page, world: World, role: 'headquarters' | 'coordinator' | 'supervisor') {
  made += 1;
  const data = {
    code: await world.invite(role),
    nickname: `Keeper ${process.pid % 10_000} ${made}`,
    passphrase: PASSPHRASE,
    language: 'en',
    consents: [],
  };
  const answer = await page.request.post(`${world.base}/api/v1/invitations/accept`, {
    data,
    headers: fromOtherAddress(),
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  // The browser holds the cookie, so this actor works as long as one access token.
  const keeper = new Actor(world.base, { signedIn: (await answer.json()) as SignedIn, cookie: null });
  await keeper.setUpTotp();
  return keeper;
}
