import { expect, test } from 'vitest';
import { saidIn } from './words';

const known = new Set(['ui', 'chat', 'session']);

test('a module waits for the words that it says', () => {
  expect(saidIn('f(msg.chat.send, msg.session.title, msg.ui.close, msg.chat.room)', known)).toEqual([
    'chat',
    'session',
  ]);
});

test('the kinds of chat events, other objects and examples in comments are not words', () => {
  expect(saidIn("if (k === 'msg.new' || k === `msg.chat`) x.msg.chat.y()", known)).toEqual([]);
  expect(saidIn('/** toast(msg.chat.send) */ f(msg.x.y)', known)).toEqual([]);
});
