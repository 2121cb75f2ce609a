export type Scheme = 'auto' | 'light' | 'dark';

const STORAGE_KEY = 'display';

/** The color scheme: light, dark, or that of the device. The choice is stored on the device only. */
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
