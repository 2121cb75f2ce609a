export type Scheme = 'auto' | 'light' | 'dark';

const STORAGE_KEY = 'display';

/** Light, dark, or as the device says; a choice about this screen, so it stays on the device. */
class ColorScheme {
  choice = $state<Scheme>('auto');

  start(): void {
    const stored = localStorage.getItem(STORAGE_KEY);
    this.set(stored === 'light' || stored === 'dark' ? stored : 'auto');
  }

  set(scheme: Scheme): void {
    this.choice = scheme;
    if (scheme === 'auto') {
      localStorage.removeItem(STORAGE_KEY);
      delete document.documentElement.dataset.display;
    } else {
      localStorage.setItem(STORAGE_KEY, scheme);
      document.documentElement.dataset.display = scheme;
    }
  }
}

export const colorScheme = new ColorScheme();
