import { msg } from './kit';
import type { Route } from './kit/router.svelte';

/** Screens that share a chunk. */
const duty = (name: keyof typeof import('./features/care/screens')) => async () => ({
  default: (await import('./features/care/screens'))[name],
});
const cover = (name: keyof typeof import('./features/scheduling/cover/screens')) => async () => ({
  default: (await import('./features/scheduling/cover/screens'))[name],
});
const office = (name: keyof typeof import('./features/admin/screens')) => async () => ({
  default: (await import('./features/admin/screens'))[name],
});

/** All screens and their addresses. Each screen is a chunk that is loaded on its first visit. */
export const routes: Route[] = [
  // ---- before sign-in
  {
    path: '/sign-in',
    isPublic: true,
    load: () => import('./features/accounts/sign-in/SignIn.svelte'),
    title: () => msg.signIn.title,
  },
  {
    path: '/join',
    isPublic: true,
    load: () => import('./features/accounts/sign-in/Join.svelte'),
    title: () => msg.join.title,
  },
  {
    path: '/recover',
    isPublic: true,
    load: () => import('./features/accounts/sign-in/Recover.svelte'),
    title: () => msg.signIn.recover,
  },

  // ---- account
  {
    path: '/account',
    load: () => import('./features/accounts/settings/Account.svelte'),
    title: () => msg.account.title,
  },
  {
    path: '/account/second-step',
    load: () => import('./features/accounts/sign-in/TotpSetup.svelte'),
    title: () => msg.signIn.second,
  },

  // ---- chat, updates
  { path: '/chat', load: () => import('./features/chat/rooms/Rooms.svelte'), title: () => msg.chat.title },
  {
    path: '/measures',
    load: () => import('./features/chat/moderation/MyMeasures.svelte'),
    title: () => msg.moderation.mineTitle,
  },
  {
    path: '/review',
    load: () => import('./features/chat/moderation/ReviewQueue.svelte'),
    title: () => msg.moderation.review,
  },
  { path: '/chat/:room', load: () => import('./features/chat/room/Room.svelte'), title: () => msg.chat.title },
  { path: '/inbox', load: () => import('./features/notifications/Inbox.svelte'), title: () => msg.notifications.title },

  // ---- duty
  { path: '/duty', load: duty('Duty'), title: () => msg.shell.duty },
  { path: '/duty/rota', load: duty('Rota'), title: () => msg.shell.duty },
  { path: '/duty/cards', load: duty('CrisisCards'), title: () => msg.shell.duty },
  { path: '/duty/incidents/new', load: duty('NewIncident'), title: () => msg.shell.duty },
  { path: '/duty/incidents/:id', load: duty('Incident'), title: () => msg.shell.duty },

  // ---- today, calendar, sessions
  { path: '/today', load: () => import('./features/today/Today.svelte'), title: () => msg.today.title },
  {
    path: '/calendar',
    load: () => import('./features/scheduling/calendar/Calendar.svelte'),
    title: () => msg.calendar.title,
  },
  { path: '/groups', load: () => import('./features/scheduling/places/Groups.svelte'), title: () => msg.places.title },
  {
    path: '/groups/:id',
    load: () => import('./features/scheduling/places/Group.svelte'),
    title: () => msg.places.one,
  },
  {
    path: '/booking-rules',
    load: () => import('./features/scheduling/places/BookingRules.svelte'),
    title: () => msg.places.rules,
  },
  {
    path: '/availability',
    load: () => import('./features/scheduling/availability/Availability.svelte'),
    title: () => msg.availability.title,
  },
  {
    path: '/people/:id/availability',
    load: () => import('./features/scheduling/availability/Availability.svelte'),
    title: () => msg.availability.title,
  },
  {
    path: '/rules',
    load: () => import('./features/scheduling/planning-rules/PlanningRules.svelte'),
    title: () => msg.planningRules.title,
  },
  {
    path: '/series',
    load: () => import('./features/scheduling/series/SeriesList.svelte'),
    title: () => msg.series.title,
  },
  {
    path: '/series/:id',
    load: () => import('./features/scheduling/series/Series.svelte'),
    title: () => msg.series.one,
  },
  {
    path: '/sessions/:id',
    load: () => import('./features/scheduling/sessions/Session.svelte'),
    title: () => msg.session.title,
  },

  { path: '/cover', load: cover('CoverInbox'), title: () => msg.cover.inboxTitle },
  { path: '/asked', load: cover('Asked'), title: () => msg.cover.askedTitle },

  // ---- training
  {
    path: '/progress',
    load: () => import('./features/training/progress/MyProgress.svelte'),
    title: () => msg.progress.title,
  },
  {
    path: '/enrolments/:id',
    load: () => import('./features/training/progress/Enrolment.svelte'),
    title: () => msg.progress.title,
  },
  { path: '/gates', load: () => import('./features/training/gates/Gates.svelte'), title: () => msg.gates.title },
  { path: '/gates/:id', load: () => import('./features/training/gates/Gate.svelte'), title: () => msg.gates.title },
  { path: '/cohorts', load: () => import('./features/cohorts/Cohorts.svelte'), title: () => msg.cohorts.title },
  {
    path: '/cohorts/new',
    load: () => import('./features/cohorts/NewCohort.svelte'),
    title: () => msg.cohorts.newTitle,
  },
  { path: '/cohorts/:id', load: () => import('./features/cohorts/Cohort.svelte'), title: () => msg.cohorts.title },

  // ---- people, places, administration
  { path: '/people', load: () => import('./features/accounts/people/People.svelte'), title: () => msg.people.title },
  {
    path: '/people/invitations',
    load: () => import('./features/accounts/invitations/Invitations.svelte'),
    title: () => msg.people.invitations,
  },
  {
    path: '/people/:id',
    load: () => import('./features/accounts/people/Person.svelte'),
    title: () => msg.people.title,
  },
  {
    path: '/studios',
    load: () => import('./features/districts/studios/Studios.svelte'),
    title: () => msg.studios.title,
  },
  {
    path: '/calendar-days',
    load: () => import('./features/districts/calendar-days/CalendarDays.svelte'),
    title: () => msg.calendarDays.title,
  },
  { path: '/studios/import', load: () => import('./features/imports/Import.svelte'), title: () => msg.imports.title },
  {
    path: '/studios/:id',
    load: () => import('./features/districts/studios/Studio.svelte'),
    title: () => msg.studios.title,
  },
  { path: '/admin', load: office('Admin'), title: () => msg.audit.admin },
  { path: '/admin/audit', load: office('AuditLog'), title: () => msg.audit.title },
  { path: '/admin/security', load: office('SecurityLog'), title: () => msg.audit.security.title },
  { path: '/admin/mail', load: office('DeadLetters'), title: () => msg.audit.mailTitle },
];
