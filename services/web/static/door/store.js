// What the phone keeps by itself, in IndexedDB: the events that were opened, their guests, and
// what was seen. One database; each kind of thing is a store.
const NAME = "multaqa-door";
const STORES = { events: "id", guests: ["event", "id"], scans: "id" };

const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => {
    for (const [store, keyPath] of Object.entries(STORES)) {
      const made = asked.result.createObjectStore(store, { keyPath });
      if (store !== "events") made.createIndex("event", "event");
    }
  };
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

const done = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });

const answer = (asked) =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

export const get = async (store, key) =>
  answer((await opened).transaction(store).objectStore(store).get(key));

export const all = async (store) =>
  answer((await opened).transaction(store).objectStore(store).getAll());

export const allOf = async (store, event) =>
  answer((await opened).transaction(store).objectStore(store).index("event").getAll(event));

// It is on the phone's disk when this returns: "strict" waits for that, also if the battery dies.
export const put = async (store, ...things) => {
  const transaction = (await opened).transaction(store, "readwrite", { durability: "strict" });
  for (const thing of things) transaction.objectStore(store).put(thing);
  await done(transaction);
};

export const remove = async (store, ...keys) => {
  const transaction = (await opened).transaction(store, "readwrite");
  for (const key of keys) transaction.objectStore(store).delete(key);
  await done(transaction);
};

// Take an event's guests off the phone, and the event; what was seen and not sent stays.
export const forget = async (event) => {
  const guests = await allOf("guests", event);
  await remove("guests", ...guests.map((guest) => [guest.event, guest.id]));
  await remove("events", event);
  const scans = await allOf("scans", event);
  await remove("scans", ...scans.filter((scan) => scan.sent).map((scan) => scan.id));
};

// What an event's day is over for goes, whichever event is looked at.
export const forgetWhatIsOver = async (now = Date.now()) => {
  for (const event of await all("events")) {
    if (Date.parse(event.keepUntil) < now) await forget(event.id);
  }
};
