// The page of a door: what is shown, and what buttons do. Without a network it is the same page.
import { Desk } from "./desk.js";
import { List, readTicket } from "./list.js";
import { Queue } from "./queue.js";
import { Scanner } from "./scanning.js";
import * as store from "./store.js";

const here = document.body.dataset;
const words = document.getElementById("words").dataset;
const part = (id) => document.getElementById(id);
const RENEW_MS = 10 * 60_000;

// --- Saying ----------------------------------------------------------------------------------

const filled = (sentence, places) => sentence.replace(/\{(\w+)\}/g, (_, name) => places[name]);
// Every browser knows French; not all know Tamazight.
const locale = { zgh: "fr-MA", ar: "ar-MA-u-nu-latn", fr: "fr-MA", en: "en-GB" }[document.documentElement.lang];
const written = (at, form) =>
  new Intl.DateTimeFormat(locale, { ...form, timeZone: here.zone }).format(new Date(at));
const hour = (at) => written(at, { hour: "2-digit", minute: "2-digit" });
const day = (at) => written(at, { weekday: "long", day: "numeric", month: "long" });

// What was said last stays until there is something else to say: nothing moves under a thumb.
const say = (kind, name, sentence, undo) => {
  part("said").dataset.kind = kind;
  part("said-name").textContent = name;
  part("said-words").textContent = sentence;
  part("undo").hidden = !undo;
  part("undo").onclick = undo ?? null;
  navigator.vibrate?.(kind === "in" ? 80 : [80, 60, 80]);
};

const tellCount = () => {
  part("count").textContent = filled(words.count, { here: list.here, expected: list.expected });
};

const tellNet = (state, number) => {
  const refused = [...queue.waiting.values()].filter((scan) => scan.refused && scan.walk_in).length;
  const waits = number > refused ? words.waits : words.toCorrect;
  const sentence = {
    online: number ? waits : words.online,
    offline: number ? words.offlineWaits : words.offline,
    "signed-out": words.signedOut,
  }[state];
  if (!sentence) return;
  part("net").dataset.state = state === "online" && number ? "waits" : state;
  part("net-words").textContent = filled(sentence, { number: sentence === words.toCorrect ? refused : number });
  part("net-sign-in").hidden = state !== "signed-out";
};

// --- What is known ---------------------------------------------------------------------------

const list = new List(here.event);
const queue = new Queue(here.event, here, {
  state: tellNet,
  came: async (came) => {
    await list.hear(came, queue.people);
    show();
  },
  result: async (scan, result) => {
    if (result.refused) return showRefused();
    if (result.member_id) await list.mark(result.member_id, result.came_of_it === "out" ? null : result.at);
    const guest = list.people.get(result.member_id);
    const last = shownScan === scan.id;
    if (last && result.came_of_it === "already") sayAlready(guest ?? { name: "", at: result.at });
    if (last && result.came_of_it === "unknown") say("unknown", "", words.unknown);
    if (last && scan.ticket && result.came_of_it === "in") sayIn(guest, scan);
    show();
  },
});
let shownScan = null;

const renew = async () => {
  let after = null;
  do {
    const page = await queue.page(after);
    await list.renew(page.people, queue.people);
    after = page.next;
  } while (after);
  await queue.remember({ renewed: new Date().toISOString(), keepUntil: here.keepUntil, title: here.title });
  show();
};

// Files go into a cache of this version; the one before is taken out once they are all there.
const keepFiles = async () => {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/door/worker.js", { scope: "/door/" });
  const name = `door-${here.version}-${document.documentElement.lang}`;
  const cache = await caches.open(name);
  const known = new Set((await cache.keys()).map((request) => request.url));
  const wanted = JSON.parse(here.files).filter((file) => !known.has(new URL(file, location).href));
  await cache.addAll(wanted);
  const page = await fetch(location.pathname, { redirect: "error" });
  if (page.ok) await cache.put(location.pathname, page);
  for (const other of await caches.keys()) {
    if (other.startsWith("door-") && other !== name) await caches.delete(other);
  }
  await navigator.storage?.persist?.();
};

// --- Letting in ------------------------------------------------------------------------------

const sayIn = (guest, scan) => {
  shownScan = scan.id;
  say("in", guest ? withGuests(guest) : "", words.isIn, guest && (() => takeBack(guest.id)));
};

const sayAlready = (guest) =>
  say("already", guest.name, filled(words.already, { time: hour(guest.at) }), guest.id && (() => takeBack(guest.id)));

const letIn = async (id) => {
  const guest = list.people.get(id);
  if (guest?.at) return sayAlready(guest);
  const at = new Date().toISOString();
  const scan = await queue.add({ member_id: id, at, guests: guest?.guests ?? 0 });
  sayIn(await list.mark(id, at), scan);
  queue.send();
  show();
};

const takeBack = async (id) => {
  await queue.add({ member_id: id, kind: "out" });
  const guest = await list.mark(id, null);
  shownScan = null;
  say("out", guest.name, words.out);
  queue.send();
  show();
};

const byTicket = async (text) => {
  const ticket = readTicket(text);
  if (!ticket) return say("unknown", "", words.unknown);
  const guest = await list.byCode(ticket);
  if (guest) return letIn(guest.id);
  // Somebody may have got a place after this list was fetched: the server knows.
  const scan = await queue.add({ ticket });
  shownScan = scan.id;
  say("kept", "", words.kept);
  queue.send();
  show();
};

// --- Finding by name -------------------------------------------------------------------------

const withGuests = (guest) => (guest.guests ? `${guest.name} +${guest.guests}` : guest.name);

const row = (guest) => {
  const line = document.createElement("li");
  const name = document.createElement("bdi");
  const state = document.createElement("span");
  const button = document.createElement("button");
  name.textContent = withGuests(guest);
  state.textContent = guest.at ? filled(words.already, { time: hour(guest.at) }) : words[`place${guest.place[0]?.toUpperCase()}${guest.place.slice(1)}`] ?? "";
  state.className = `pill ${guest.at ? "v-changed" : guest.place === "confirmed" ? "published" : "draft"}`;
  button.type = "button";
  button.className = guest.at ? "button quiet" : "button";
  button.textContent = guest.at ? words.undo : words.in;
  button.onclick = () => (guest.at ? takeBack(guest.id) : letIn(guest.id));
  const said = document.createElement("p");
  said.append(name, " ", state);
  line.append(said, button);
  return line;
};

const find = () => {
  const typed = part("find").value.trim();
  const { guests, more } = list.named(typed);
  part("found").replaceChildren(...guests.map(row));
  part("found-words").textContent = more
    ? filled(words.more, { number: more })
    : guests.length || !typed || readTicket(typed) ? "" : words.nobody;
};

const show = () => {
  tellCount();
  find();
  tellNet(queue.state, queue.waiting.size);
};

// --- Who was not invited ---------------------------------------------------------------------

const walkIn = async (event) => {
  event.preventDefault();
  const form = event.target;
  const typed = Object.fromEntries(new FormData(form));
  const tick = form.elements.agreed;
  const walk_in = {
    first_name: typed.first_name,
    last_name: typed.last_name,
    phone: typed.phone,
    language: typed.language,
    ...(tick?.checked ? { agreed: Number(tick.value), agreed_in: tick.dataset.in } : {}),
  };
  const corrects = form.dataset.corrects;
  const before = corrects && queue.waiting.get(corrects);
  await queue.add({ walk_in, ...(before ? { at: before.at } : {}) });
  if (before) await queue.drop(corrects);
  delete form.dataset.corrects;
  form.reset();
  say("in", walk_in.first_name, words.walked);
  queue.send();
  showRefused();
  show();
};

const showRefused = () => {
  const refused = [...queue.waiting.values()].filter((scan) => scan.refused && scan.walk_in);
  part("refused").replaceChildren(
    ...refused.map((scan) => {
      const line = document.createElement("li");
      const said = document.createElement("p");
      const button = document.createElement("button");
      said.textContent = `${scan.walk_in.first_name}: ${scan.refused}`;
      button.type = "button";
      button.className = "button quiet";
      button.textContent = words.again;
      button.onclick = () => correct(scan);
      line.append(said, button);
      return line;
    }),
  );
  if (refused.length) part("refused").closest("details").open = true;
};

const correct = (scan) => {
  const form = part("walk");
  for (const name of ["first_name", "last_name", "phone", "language"]) form.elements[name].value = scan.walk_in[name];
  if (form.elements.agreed) form.elements.agreed.checked = "agreed" in scan.walk_in;
  form.dataset.corrects = scan.id;
  view("walk");
};

// --- Who is invited and has not answered -----------------------------------------------------

const desk = new Desk({
  queue,
  addresses: here,
  words,
  done: async (person, state, answer) => {
    shownScan = null;
    say("noted", person.name, filled(words.noted, { state }));
    // Who has a place now is let in like everybody else.
    if (answer === "yes") await renew().catch(() => {});
  },
});

// --- Buttons ---------------------------------------------------------------------------------

const scanner = new Scanner(part("video"), byTicket);

const startCamera = async () => {
  try {
    await scanner.start();
    part("video").hidden = false;
    part("camera").hidden = true;
  } catch {
    part("no-camera").hidden = false;
  }
};

const stopCamera = () => {
  scanner.stop();
  part("video").hidden = true;
  part("camera").hidden = false;
};

const view = (name) => {
  for (const tab of document.querySelectorAll("[data-view]")) {
    const chosen = tab.dataset.view === name;
    tab.setAttribute("aria-pressed", chosen);
    part(`view-${tab.dataset.view}`).hidden = !chosen;
  }
  if (name !== "scan") stopCamera();
  if (name === "find") part("find").focus();
};

const listen = () => {
  for (const tab of document.querySelectorAll("[data-view]")) tab.onclick = () => view(tab.dataset.view);
  part("camera").onclick = startCamera;
  part("find").oninput = () => {
    find();
    if (readTicket(part("find").value)) {
      byTicket(part("find").value);
      part("find").select();
    }
  };
  part("walk").onsubmit = walkIn;
  // Once it has begun nobody answers any more: whoever comes then was not invited.
  part("desk-part").hidden = Date.parse(here.startsAt) <= Date.now();
  desk.listen();
  part("door-name").value = queue.door;
  part("door-name").onchange = () => {
    queue.door = part("door-name").value.trim();
    queue.remember({ door: queue.door });
  };
  part("renew").onclick = () => renew().catch(() => queue.send());
  part("forget").onclick = async () => {
    if (!confirm(words.forget)) return;
    await store.forget(here.event);
    location.assign(document.querySelector(".door-back").href);
  };
  document.addEventListener("visibilitychange", () => document.hidden && stopCamera());
};

const tellKept = async () => {
  const known = await store.get("events", here.event);
  part("kept-words").textContent = known?.renewed
    ? filled(words.keptUntil, { time: hour(known.renewed), day: day(here.keepUntil) })
    : words.empty;
};

await store.forgetWhatIsOver();
await Promise.all([list.read(), queue.read()]);
listen();
show();
showRefused();
renew().catch(() => {}).then(tellKept);
queue.begin();
keepFiles().catch(() => {}).then(() => document.body.setAttribute("data-ready", ""));
setInterval(() => renew().catch(() => {}), RENEW_MS);
