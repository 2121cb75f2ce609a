import type { ChatRoom, Page as Paged, PersonBrief, SessionView, SignedIn, StudioView } from '../../src/kit/api/types';
import type { Page } from '@playwright/test';
import { expect } from './test';
import { Actor, fromElsewhere, PASSPHRASE, type World } from './world';

export const ZONE = 'Asia/Shanghai';

/** A local date, so many days from now. */
export function day(days: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(Date.now() + days * 86_400_000);
}

/** A moment that has just passed, in the zone of the house. */
export function justNow(): { local_date: string; local_start: string } {
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

/** A studio that never closes, with two rooms, and two certified counsellors of its own. */
export interface House {
  studio: StudioView;
  counsellors: PersonBrief[];
  /** Plans a published session led by both counsellors. */
  plan(more?: object): Promise<SessionView>;
}

let made = 0;

export async function openHouse(world: World): Promise<House> {
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
  await coordinator.bringIn('counsellors', ['nickname,home_district,status,intake_no,available', ...lines].join('\n'));
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
      // a journey may begin after the session that it needs
      is_past_meant: true,
      ...more,
    });
  return { studio, counsellors, plan };
}

/** The online room of a group that meets twice, with members in it who have agreed to that. */
export async function openGroup(world: World, name: string, ...members: Actor[]): Promise<ChatRoom> {
  const { studio, counsellors } = await openHouse(world);
  const { series_id } = await world.coordinator.post<{ series_id: string }>('/series', {
    name,
    type: 'peer_group_open',
    studio_id: studio.id,
    room_id: studio.rooms[0]!.id,
    first_date: day(1),
    until: day(8),
    local_start: '10:00',
    people: 6,
    staff: counsellors.map((person, index) => ({ person_id: person.id, role: index ? 'co_lead' : 'lead' })),
    publish: true,
  });
  // Who coordinates a district holds a room of members only if they lead groups there too (safety 8).
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

/** Lets the browser be somebody who has an account without a passphrase yet: by a recovery card. */
export async function beCounsellor(page: Page, world: World, person: PersonBrief): Promise<void> {
  const { code } = await world.coordinator.post<{ code: string }>(`/people/${person.id}/recovery-card`, {});
  const answer = await page.request.post(`${world.base}/api/v1/recover`, {
    data: { code, passphrase: PASSPHRASE },
    headers: fromElsewhere(),
  });
  expect(answer.ok()).toBe(true);
  // Whoever came in by a sheet is taken to read Chinese.
  const { access_token } = (await answer.json()) as SignedIn;
  const headers = { authorization: `Bearer ${access_token}` };
  await page.request.patch(`${world.base}/api/v1/me`, { data: { language: 'en' }, headers });
}

/** Lets the browser be a new member of staff, with the second step set up. */
export async function beStaff(page: Page, world: World, role: 'headquarters' | 'coordinator' | 'supervisor') {
  made += 1;
  const data = {
    code: await world.invite(role),
    nickname: `Keeper ${process.pid % 10_000} ${made}`,
    passphrase: PASSPHRASE,
    language: 'en',
    consents: [],
  };
  const answer = await page.request.post(`${world.base}/api/v1/invitations/accept`, { data, headers: fromElsewhere() });
  expect(answer.ok(), await answer.text()).toBe(true);
  // The cookie stays with the browser: this actor lives as long as one access token.
  const keeper = new Actor(world.base, { signedIn: (await answer.json()) as SignedIn, cookie: null });
  await keeper.setUpSecondStep();
  return keeper;
}
