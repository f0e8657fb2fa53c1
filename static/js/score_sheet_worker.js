// The worker of the judge's console: opens it without a network. Keeps files of one version and a shell without anybody's sheets, nothing else.
// CONSOLE (version, root, files) stands above, written by the server.

/** @type {any} */
const worker = self;
/** @type {{ version: string, root: string, files: string[] }} */
const { version, root, files } = worker.CONSOLE;
const STATIC = `olympiad-files-${version}`;
const PAGES = "olympiad-pages";
const PATIENCE = 5_000;
const CONSOLE = new RegExp(`^${root}/editions/[^/]+/[^/]+/score-sheets/`);

const GUIDE = `${root}/help/judge`;
const GUIDE_PICTURES = "olympiad-guide-pictures";
const MOST_PICTURE_BYTES = 1_000_000;
const ENTRANCE = new RegExp(`^${root}/(card(/.*)?)?$`);

worker.addEventListener("install", (/** @type {any} */ event) => {
  event.waitUntil(caches.open(STATIC).then((cache) => cache.addAll(files)).then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil(worker.clients.claim());
});

worker.addEventListener("message", (/** @type {any} */ event) => {
  if (event.data?.keep) event.waitUntil(keep(event.data.keep).catch(() => false).then((kept) => event.ports[0]?.postMessage(kept)));
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== worker.location.origin) return;
  if (request.mode === "navigate" && (CONSOLE.test(address.pathname) || address.pathname === GUIDE)) event.respondWith(page(request, address));
  else if (request.mode === "navigate" && ENTRANCE.test(address.pathname)) event.respondWith(entrance(request));
  else if (request.destination) event.respondWith(file(request));
});

/**
 * Keeps the shell and the way out, each only as the server gives it for everybody; the first one must be there. The files of the version
 * before stay until the new shell is here: the network may go between the two, and the old shell needs its own files.
 * @param {string[]} addresses
 */
async function keep(addresses) {
  const [cache, store] = [await caches.open(PAGES), await caches.open(STATIC)];
  const there = (await store.keys()).map((one) => one.url);  // signing out clears the files, too
  const missing = files.filter((name) => !there.includes(new URL(name, worker.location.origin).href));
  if (missing.length > 0) await store.addAll(missing);
  const fresh = await Promise.all(addresses.map(async (address) => {
    try {
      const answer = await fetch(address, { credentials: "same-origin", redirect: "error", cache: "no-store" });
      const ours = answer.ok && (await answer.clone().text()).includes(version); // a newer page needs files that are not here
      if (ours) await cache.put(address, answer);
      return ours;
    } catch {
      return false; // what was kept before stays
    }
  }));
  if (fresh[0]) await dropOldFiles();
  await keepPictures().catch(() => undefined); // the guide's words never need them
  return (await cache.match(addresses[0], { ignoreVary: true })) !== undefined;
}

/** Keeps the pictures of the kept guide as far as they fit, and none of an older one; their addresses change with their content. */
async function keepPictures() {
  const guide = await (await caches.open(PAGES)).match(GUIDE, { ignoreVary: true });
  const words = guide ? await guide.text() : "";
  const wanted = (words.match(/[^"]*\/help\/pictures\/[^"]+/g) ?? []).map((one) => new URL(one, worker.location.origin).href);
  const cache = await caches.open(GUIDE_PICTURES);
  const old = (await cache.keys()).filter((one) => !wanted.includes(one.url));
  await Promise.all(old.map((one) => cache.delete(one)));
  let room = MOST_PICTURE_BYTES;
  for (const address of wanted) {
    const there = await cache.match(address);
    const answer = there ?? await fetch(address, { credentials: "same-origin", redirect: "error" });
    room -= (await answer.clone().blob()).size;
    if (room < 0) return;
    if (!there && answer.ok) await cache.put(address, answer);
  }
}

async function dropOldFiles() {
  const old = (await caches.keys()).filter((name) => name.startsWith("olympiad-files-") && name !== STATIC);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** @param {Request} request */
async function file(request) {
  return (await caches.match(request.url, { ignoreVary: true })) ?? fetch(request);
}

/**
 * The server's page, or the shell when the server cannot be reached in time.
 * @param {Request} request
 * @param {URL} address
 */
async function page(request, address) {
  try {
    const answer = await inTime(fetch(request));
    if (answer.status < 502) return answer;
    return (await kept(address)) ?? answer;
  } catch (problem) {
    const found = await kept(address);
    if (found) return found;
    throw problem;
  }
}

/**
 * @param {Promise<Response>} answer
 * @returns {Promise<Response>} rejected where it does not come in time
 */
function inTime(answer) {
  return Promise.race([answer, new Promise((_, reject) => { setTimeout(() => reject(new Error("no answer in time")), PATIENCE); })]);
}

/**
 * The icon on the home screen and the address of a card lead to the console that was kept last, when the server cannot be reached.
 * @param {Request} request
 */
async function entrance(request) {
  try {
    return await inTime(fetch(request));
  } catch (problem) {
    const shells = (await (await caches.open(PAGES)).keys()).map((one) => one.url).filter((url) => url.endsWith("/shell"));
    if (shells.length === 0) throw problem;
    return Response.redirect(shells[shells.length - 1].slice(0, -"shell".length));
  }
}

/** @param {URL} address */
async function kept(address) {
  const cache = await caches.open(PAGES);
  const home = address.pathname.match(CONSOLE)?.[0] ?? "";
  return (await cache.match(address.pathname, { ignoreVary: true })) ?? (await cache.match(`${home}shell`, { ignoreVary: true }));
}
