import { expect, test } from 'vitest';
import { find, match, type Route } from './router.svelte';

const load = () => Promise.reject(new Error('not loaded in this test'));

test('a pattern matches its own addresses and names their parts', () => {
  expect(match('/chat/:room', '/chat/abc')).toEqual({ room: 'abc' });
  expect(match('/chat/:room', '/chat/a%20b/')).toEqual({ room: 'a b' });
  expect(match('/', '/')).toEqual({});
});

test('a pattern does not match shorter, longer or broken addresses', () => {
  expect(match('/chat/:room', '/chat')).toBeNull();
  expect(match('/chat', '/chat/abc')).toBeNull();
  expect(match('/chat/:room', '/chat/%E0%A4%A')).toBeNull();
});

test('the first route that matches is taken', () => {
  const routes: Route[] = [
    { path: '/sessions/new', load },
    { path: '/sessions/:id', load },
  ];
  expect(find(routes, '/sessions/new')?.route.path).toBe('/sessions/new');
  expect(find(routes, '/sessions/7')?.params).toEqual({ id: '7' });
  expect(find(routes, '/nowhere')).toBeNull();
});
