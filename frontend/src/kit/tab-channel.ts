/** Messages between the tabs of one browser. No message names a person. */
export type TabMessage = 'ended' | 'active' | 'locked' | 'unlocked';

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('tabs');

export function postToTabs(message: TabMessage): void {
  channel?.postMessage(message);
}

export function onTabMessage(message: TabMessage, run: () => void): void {
  channel?.addEventListener('message', (event) => {
    if (event.data === message) run();
  });
}
