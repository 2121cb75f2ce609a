export type Scheme = 'auto' | 'light' | 'dark';

const KEPT = 'display';

/** Light, dark, or as the device says; a choice about this screen, so it stays on the device. */
class Display {
  scheme = $state<Scheme>('auto');

  start(): void {
    const kept = localStorage.getItem(KEPT);
    this.use(kept === 'light' || kept === 'dark' ? kept : 'auto');
  }

  use(scheme: Scheme): void {
    this.scheme = scheme;
    if (scheme === 'auto') {
      localStorage.removeItem(KEPT);
      delete document.documentElement.dataset.display;
    } else {
      localStorage.setItem(KEPT, scheme);
      document.documentElement.dataset.display = scheme;
    }
  }
}

export const display = new Display();
