export {};
declare const self: ServiceWorkerGlobalScope;
declare const __SHELL__: string[];
declare const __BUILD__: string;

/** Caches the static shell, and nothing else: no response of the API is ever stored here (safety 54). */
const NAME = `shell-${__BUILD__}`;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(NAME).then((cache) => cache.addAll(__SHELL__.map((path) => new Request(path, { cache: 'reload' })))),
  );
});

self.addEventListener('activate', (event) => {
  const clean = caches
    .keys()
    .then((names) => Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name))));
  event.waitUntil(clean.then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  if (event.data === 'activate') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith('/api/') || url.pathname === '/ws') return;
  // The files are the same for everybody, even if a proxy adds a Vary header.
  const cached = (path: string | Request) => caches.open(NAME).then((cache) => cache.match(path, { ignoreVary: true }));
  if (event.request.mode === 'navigate' && !url.pathname.endsWith('.html')) {
    event.respondWith(fetch(event.request).catch(async () => (await cached('/')) ?? Response.error()));
  } else {
    event.respondWith(cached(event.request).then((found) => found ?? fetch(event.request)));
  }
});
