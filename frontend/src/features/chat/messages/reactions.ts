import type { Reaction } from '../../../kit/api/types';

/** The few things that can be said to a message without words, in the order of the menu. */
export const REACTIONS: [Reaction, string][] = [
  ['thumbs_up', '👍'],
  ['heart', '❤️'],
  ['thanks', '🙏'],
  ['strength', '💪'],
  ['sprout', '🌱'],
  ['hug', '🤗'],
];
