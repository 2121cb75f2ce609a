import { msg } from './kit';
import type { Route } from './kit/router.svelte';

/** Screens that share a file. */
const duty = (name: keyof typeof import('./features/duty/screens')) => async () => ({
  default: (await import('./features/duty/screens'))[name],
});
const office = (name: keyof typeof import('./features/audit/screens')) => async () => ({
  default: (await import('./features/audit/screens'))[name],
});

/** Every screen and its address. Each is a file of its own in the build, fetched when it is first visited. */
export const routes: Route[] = [
  // ---- before sign-in
  {
    path: '/sign-in',
    isPublic: true,
    load: () => import('./features/signin/SignIn.svelte'),
    title: () => msg.signin.title,
  },
  { path: '/join', isPublic: true, load: () => import('./features/signin/Join.svelte'), title: () => msg.join.title },
  {
    path: '/recover',
    isPublic: true,
    load: () => import('./features/signin/Recover.svelte'),
    title: () => msg.signin.recover,
  },

  // ---- account
  { path: '/account', load: () => import('./features/account/Account.svelte'), title: () => msg.account.title },
  {
    path: '/account/second-step',
    load: () => import('./features/signin/TotpSetup.svelte'),
    title: () => msg.signin.second,
  },

  // ---- chat, updates
  { path: '/chat', load: () => import('./features/chat/Rooms.svelte'), title: () => msg.chat.title },
  {
    path: '/measures',
    load: () => import('./features/moderation/Measures.svelte'),
    title: () => msg.moderation.mineTitle,
  },
  { path: '/review', load: () => import('./features/moderation/Review.svelte'), title: () => msg.moderation.review },
  { path: '/chat/:room', load: () => import('./features/chat/Room.svelte'), title: () => msg.chat.title },
  { path: '/inbox', load: () => import('./features/inbox/Inbox.svelte'), title: () => msg.inbox.title },

  // ---- duty
  { path: '/duty', load: duty('Duty'), title: () => msg.shell.duty },
  { path: '/duty/rota', load: duty('Rota'), title: () => msg.shell.duty },
  { path: '/duty/cards', load: duty('Cards'), title: () => msg.shell.duty },
  { path: '/duty/incidents/new', load: duty('NewIncident'), title: () => msg.shell.duty },
  { path: '/duty/incidents/:id', load: duty('Incident'), title: () => msg.shell.duty },

  // ---- today, calendar, sessions
  { path: '/today', load: () => import('./features/agenda/Today.svelte'), title: () => msg.agenda.title },
  { path: '/calendar', load: () => import('./features/calendar/Calendar.svelte'), title: () => msg.calendar.title },
  { path: '/sessions/:id', load: () => import('./features/session/Session.svelte'), title: () => msg.session.title },

  // ---- training
  { path: '/progress', load: () => import('./features/progress/MyProgress.svelte'), title: () => msg.progress.title },
  {
    path: '/enrolments/:id',
    load: () => import('./features/progress/Enrolment.svelte'),
    title: () => msg.progress.title,
  },
  { path: '/gates', load: () => import('./features/gates/Gates.svelte'), title: () => msg.gates.title },
  { path: '/gates/:id', load: () => import('./features/gates/Gate.svelte'), title: () => msg.gates.title },
  { path: '/cohorts', load: () => import('./features/cohort/Cohorts.svelte'), title: () => msg.cohort.title },
  { path: '/cohorts/new', load: () => import('./features/cohort/NewCohort.svelte'), title: () => msg.cohort.newTitle },
  { path: '/cohorts/:id', load: () => import('./features/cohort/Cohort.svelte'), title: () => msg.cohort.title },

  // ---- people, places, administration
  { path: '/people', load: () => import('./features/people/People.svelte'), title: () => msg.people.title },
  {
    path: '/people/invitations',
    load: () => import('./features/people/Invitations.svelte'),
    title: () => msg.people.invitations,
  },
  { path: '/people/:id', load: () => import('./features/people/Person.svelte'), title: () => msg.people.title },
  { path: '/studios', load: () => import('./features/studios/Studios.svelte'), title: () => msg.studios.title },
  { path: '/studios/import', load: () => import('./features/imports/Import.svelte'), title: () => msg.imports.title },
  { path: '/studios/:id', load: () => import('./features/studios/Studio.svelte'), title: () => msg.studios.title },
  { path: '/admin', load: office('Admin'), title: () => msg.audit.admin },
  { path: '/admin/audit', load: office('Audit'), title: () => msg.audit.title },
  { path: '/admin/security', load: office('Security'), title: () => msg.audit.security.title },
  { path: '/admin/mail', load: office('DeadLetters'), title: () => msg.audit.mailTitle },
];
