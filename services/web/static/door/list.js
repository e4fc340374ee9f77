// Who is expected, as far as this phone knows: found by ticket, or by name in either script.
import * as store from "./store.js";

const MISREAD = { O: "0", I: "1", L: "1" };
const TICKET = /^[0-9A-HJKMNP-TV-Z]{12}$/;

// The same as read_ticket() in shared/contracts/events/tickets.py.
export const readTicket = (typed) => {
  const kept = typed.toUpperCase().replace(/[\s.·-]/g, "").replace(/[OIL]/g, (letter) => MISREAD[letter]);
  return TICKET.test(kept) ? kept : null;
};

export const hashOf = async (event, ticket) => {
  const bytes = new TextEncoder().encode(`${event}:${ticket}`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 32);
};

// A name by its consonants, whatever the script: Arabic leaves out vowels that Latin letters tell.
// One letter stands for all that are written for each other, as in services/members/domain.
const LETTERS = {
  b: "بپpⴱ", t: "تطثⵜⵟ", d: "دذضظⴷⴹ", s: "سصⵙⵚ", k: "قكگڭڤqgcⴽⴳⵇ", f: "فڢvⴼ", j: "جⵊ", h: "حهةⵀⵃ",
  x: "خⵅ", r: "رⵔⵕ", z: "زⵣⵥ", "ʃ": "شⵛ", "ɣ": "غⵖ", l: "لⵍ", m: "مⵎ", n: "نⵏ",
};
const SOUND = new Map(
  Object.entries(LETTERS).flatMap(([sound, written]) => [...written].map((letter) => [letter, sound[0]])),
);
const TOGETHER = [
  [/kh/g, "x"], [/gh/g, "ɣ"], [/ch|sh/g, "ʃ"], [/ph/g, "f"], [/ou/g, ""], [/([td])h/g, "$1"],
  [/dj/g, "j"], [/g(?=[eiy])/g, "j"], [/ç|c(?=[eiy])/g, "s"],
];
const plain = (text) =>
  text.normalize("NFD").replace(/[\p{M}\u0640]/gu, "").toLowerCase();

export const sound = (text) => {
  let said = plain(text).replace(/ة(?!\p{L})/gu, "").replace(/ah(?!\p{L})/gu, "a");
  for (const [letters, one] of TOGETHER) said = said.replace(letters, one);
  return [...said]
    .map((letter) => SOUND.get(letter) ?? letter)
    .filter((letter) => /[bcdfhjklmnrstxzʃɣ]/.test(letter))
    .join("")
    .replace(/(.)\1+/g, "$1");
};

export class List {
  constructor(event) {
    this.event = event;
    this.people = new Map();
    this.byTicket = new Map();
  }

  async read() {
    for (const guest of await store.allOf("guests", this.event)) this.#take(guest);
    return this;
  }

  // Take over a page of the list as the server has it. Who is in by a scan that was not sent yet
  // stays in: the server cannot know.
  async renew(people, waiting) {
    const guests = people.map((person) => {
      const known = this.people.get(person.id);
      const guest = { ...person, event: this.event, name: person.name || known?.name || "" };
      return waiting.has(person.id) && known ? { ...guest, at: known.at } : guest;
    });
    for (const guest of guests) this.#take(guest);
    await store.put("guests", ...guests);
  }

  // Take over what other doors saw.
  async hear(came, waiting) {
    const changed = came
      .filter((one) => !waiting.has(one.id))
      .map((one) => ({ ...(this.people.get(one.id) ?? this.#stranger(one.id)), at: one.at, door: one.door }));
    for (const guest of changed) this.#take(guest);
    if (changed.length) await store.put("guests", ...changed);
  }

  async mark(id, at) {
    const guest = { ...(this.people.get(id) ?? this.#stranger(id)), at, door: "" };
    this.#take(guest);
    await store.put("guests", guest);
    return guest;
  }

  async byCode(ticket) {
    return this.people.get(this.byTicket.get(await hashOf(this.event, ticket)));
  }

  // Give who may be meant by what was typed, the likeliest first.
  named(typed, most = 30) {
    const words = plain(typed).trim();
    const wanted = sound(typed);
    const found = [];
    for (const guest of this.people.values()) {
      if (!guest.name) continue;
      const name = plain(guest.name);
      if (name.startsWith(words)) found.push([0, guest]);
      else if (words && name.includes(words)) found.push([1, guest]);
      else if (wanted && guest.sound.startsWith(wanted)) found.push([2, guest]);
    }
    found.sort(([one, a], [other, b]) => one - other || a.name.localeCompare(b.name));
    return { guests: found.slice(0, most).map(([, guest]) => guest), more: Math.max(0, found.length - most) };
  }

  get here() {
    let count = 0;
    for (const guest of this.people.values()) if (guest.at) count += 1;
    return count;
  }

  get expected() {
    let count = 0;
    for (const guest of this.people.values()) if (guest.place) count += 1;
    return count;
  }

  #stranger(id) {
    return { event: this.event, id, name: "", place: "", tickets: [], guests: 0, at: null };
  }

  #take(guest) {
    guest.sound = sound(guest.name);
    this.people.set(guest.id, guest);
    for (const ticket of guest.tickets ?? []) this.byTicket.set(ticket, guest.id);
  }
}
