import { expect, test } from 'vitest';
import { featuresIn } from './lazy-messages';

const known = new Set(['ui', 'chat', 'session']);

test('a module loads the messages that it uses', () => {
  expect(featuresIn('f(msg.chat.send, msg.session.title, msg.ui.close, msg.chat.room)', known)).toEqual([
    'chat',
    'session',
  ]);
});

test('kinds of chat events, other objects and examples in comments are ignored', () => {
  expect(featuresIn("if (k === 'msg.new' || k === `msg.chat`) x.msg.chat.y()", known)).toEqual([]);
  expect(featuresIn('/** toast(msg.chat.send) */ f(msg.x.y)', known)).toEqual([]);
});
