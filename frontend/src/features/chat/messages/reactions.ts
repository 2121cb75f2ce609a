import type { Reaction } from '../../../kit/api/types';

/** The reactions, in the order of the menu. */
export const REACTIONS: [Reaction, string][] = [
  ['thumbs_up', '👍'],
  ['heart', '❤️'],
  ['thanks', '🙏'],
  ['strength', '💪'],
  ['sprout', '🌱'],
  ['hug', '🤗'],
];
