/** What the tabs of one browser tell each other. Nothing about a person is said here. */
export type Word = 'ended' | 'active' | 'locked' | 'unlocked';

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('tabs');

export function tell(word: Word): void {
  channel?.postMessage(word);
}

export function hear(word: Word, run: () => void): void {
  channel?.addEventListener('message', (event) => {
    if (event.data === word) run();
  });
}
