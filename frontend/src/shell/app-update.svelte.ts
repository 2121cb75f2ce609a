/** The service worker. It caches the shell for offline use; a new one waits until the person agrees. */
class AppUpdate {
  isReady = $state(false);
  #waiting: ServiceWorker | null = null;

  offer(worker: ServiceWorker): void {
    this.#waiting = worker;
    this.isReady = true;
  }

  apply(): void {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    this.#waiting?.postMessage('activate');
  }
}

export const appUpdate = new AppUpdate();

export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  void navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' }).then(
    (registration) => {
      const offerWhenInstalled = (worker: ServiceWorker | null) => {
        // The first worker replaces nothing.
        if (!worker || !navigator.serviceWorker.controller) return;
        if (worker.state === 'installed') appUpdate.offer(worker);
        else worker.addEventListener('statechange', () => worker.state === 'installed' && appUpdate.offer(worker));
      };
      offerWhenInstalled(registration.waiting);
      registration.addEventListener('updatefound', () => offerWhenInstalled(registration.installing));
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') void registration.update().catch(() => undefined);
      });
    },
    () => undefined,
  );
}
