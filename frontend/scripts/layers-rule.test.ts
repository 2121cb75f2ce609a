import { Linter } from 'eslint';
import ts from 'typescript-eslint';
import { expect, test } from 'vitest';
import { layers } from './layers-rule.mjs';

const config = {
  files: ['**/*.ts'],
  languageOptions: { parser: ts.parser },
  plugins: { tongxing: { rules: { layers } } },
  rules: { 'tongxing/layers': 'error' },
} as unknown as Linter.Config;

const faults = (filename: string, code: string) =>
  new Linter({ cwd: '/app' }).verify(code, config, `/app/src/${filename}`).map(({ messageId }) => messageId);

test('imports that point up are seen', () => {
  expect(faults('kit/login.ts', `import { help } from '../features/care';`)).toEqual(['up']);
  expect(faults('kit/socket/socket.ts', `import { Button } from '../../ui';`)).toEqual(['up']);
  expect(faults('ui/toast.ts', `export { badge } from '../shell/badge';`)).toEqual(['up']);
  expect(faults('messages/en/chat.ts', `import { Tag } from '../../ui';`)).toEqual(['up']);
  expect(faults('features/chat/room/room.ts', `const later = () => import('../../../shell/deferred');`)).toEqual([
    'up',
  ]);
  expect(faults('features/chat/room/room.ts', `type Routes = typeof import('../../../routes');`)).toEqual(['up']);
});

test('imports from inside another feature are seen', () => {
  expect(faults('features/chat/room/room.ts', `import { help } from '../../care/help/help';`)).toEqual(['inside']);
  expect(faults('shell/deferred.ts', `export { poll } from '../features/care/calls/poll';`)).toEqual(['inside']);
  expect(faults('features/care/duty/duty.ts', `import type { Tag } from '../../scheduling/sessions/text';`)).toEqual([
    'inside',
  ]);
});

test('a feature that takes its own offer, or works in it, is seen', () => {
  expect(faults('features/chat/room/room.ts', `import { rooms } from '..';`)).toEqual(['own']);
  expect(faults('features/chat/index.ts', `export const load = () => import('./rooms/sync');`)).toEqual(['code']);
  expect(faults('features/chat/index.ts', `import './rooms/sync';`)).toEqual(['code']);
});

test('what points down, and what a feature offers, is fine', () => {
  expect(
    faults('kit/login.ts', `import { store } from './store';\nimport type { Messages } from '../messages/en';`),
  ).toEqual([]);
  expect(faults('messages/en/chat.ts', `import { plural } from '../../kit/i18n/plural';`)).toEqual([]);
  expect(faults('ui/Toasts.ts', `import { msg } from '../kit';`)).toEqual([]);
  expect(
    faults('features/chat/room/room.ts', `import { help } from '../../care';\nimport { Tag } from '../../../ui';`),
  ).toEqual([]);
  expect(faults('features/chat/room/room.ts', `import { log } from '../messages/log';`)).toEqual([]);
  expect(faults('features/chat/index.ts', `export { rooms } from './rooms/rooms';`)).toEqual([]);
  expect(faults('shell/badge.ts', `import { rooms } from '../features/chat';`)).toEqual([]);
  expect(faults('routes.ts', `const load = () => import('./features/chat/room/Room.svelte');`)).toEqual([]);
  expect(faults('app.ts', `import { badge } from './shell/badge';`)).toEqual([]);
});
