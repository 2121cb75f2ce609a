import type { Page } from '@playwright/test';

/** The names of the encrypted values that the browser stores (safety 54). */
export function storedNames(page: Page): Promise<unknown[]> {
  return page.evaluate(
    () =>
      new Promise<unknown[]>((resolve, reject) => {
        const opening = indexedDB.open('shell');
        opening.onerror = () => reject(new Error('not opened'));
        opening.onsuccess = () => {
          const names = opening.result.transaction('values').objectStore('values').getAllKeys();
          names.onsuccess = () => {
            opening.result.close();
            resolve(names.result);
          };
        };
      }),
  );
}
