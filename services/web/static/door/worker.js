// Lets the page of a door open without a network. It keeps nothing itself: page.js has put the
// files into the cache, and guests and scans are in IndexedDB.
const PATIENCE_MS = 4_000;
const PAGE = /^\/door\/[0-9a-f-]{36}\/scan$/;
const FILE = /^\/(?:static|door\/app)\//;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && PAGE.test(pathname)) event.respondWith(page(request));
  else if (FILE.test(pathname)) event.respondWith(file(request));
});

// Fresh where it comes in time; else as it was, also when the server is away or wants a sign-in:
// the page says so itself, and goes on.
const page = async (request) => {
  const kept = await caches.match(request, { ignoreSearch: true });
  try {
    const signal = kept ? AbortSignal.timeout(PATIENCE_MS) : undefined;
    const fresh = await fetch(request, { signal });
    return fresh.ok || !kept ? fresh : kept;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
};

const file = async (request) => (await caches.match(request)) ?? fetch(request);
