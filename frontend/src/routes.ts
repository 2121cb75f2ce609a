import { msg } from './kit';
import type { Route } from './kit/router.svelte';

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
  { path: '/chat/:room', load: () => import('./features/chat/Room.svelte'), title: () => msg.chat.title },
  { path: '/inbox', load: () => import('./features/inbox/Inbox.svelte'), title: () => msg.inbox.title },
];
