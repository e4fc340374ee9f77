// What this phone saw and has not sent yet. A scan is on the disk before it is shown as done; it
// is sent when there is a network, again and again until the server has said what came of it.
import * as store from "./store.js";

const AT_ONCE = 100;
const AGAIN_MS = 15_000;

export class Queue {
  constructor(event, addresses, heard) {
    this.event = event;
    this.addresses = addresses;
    this.heard = heard;
    this.state = "unknown"; // online, offline, signed-out
    this.waiting = new Map();
    this.door = "";
    this.cursor = 0;
    this.here = null;
    this.sending = null;
  }

  async read() {
    for (const scan of await store.allOf("scans", this.event)) {
      if (!scan.sent) this.waiting.set(scan.id, scan);
    }
    const known = await store.get("events", this.event);
    this.cursor = known?.cursor ?? 0;
    this.door = known?.door ?? "";
    this.device = known?.device ?? crypto.randomUUID();
    return this;
  }

  // Whom unsent scans are of: what the server says of them is older than what we saw.
  get people() {
    return new Set([...this.waiting.values()].map((scan) => scan.member_id).filter(Boolean));
  }

  async add(scan) {
    const kept = { id: crypto.randomUUID(), event: this.event, at: new Date().toISOString(), kind: "in", ...scan };
    await store.put("scans", kept);
    this.waiting.set(kept.id, kept);
    return kept;
  }

  begin() {
    addEventListener("online", () => this.send());
    addEventListener("offline", () => this.#stand("offline"));
    document.addEventListener("visibilitychange", () => document.hidden || this.send());
    setInterval(() => this.send(), AGAIN_MS);
    return this.send();
  }

  // One at a time: what comes meanwhile goes after it, at once if there is a network.
  send() {
    this.more = true;
    this.sending ??= this.#sendAll().finally(() => (this.sending = null));
    return this.sending;
  }

  async #sendAll() {
    do {
      this.more = false;
      await this.#send();
    } while (this.more && this.state === "online");
  }

  async #send() {
    try {
      const tried = new Set();
      for (;;) {
        const batch = [...this.waiting.values()].filter((scan) => !tried.has(scan.id)).slice(0, AT_ONCE);
        if (!batch.length) break;
        for (const scan of batch) tried.add(scan.id);
        await this.#tell(batch);
      }
      await this.#ask();
      this.#stand("online");
    } catch (error) {
      this.#stand(error.status === 401 || error.status === 403 ? "signed-out" : "offline");
    }
  }

  async #tell(batch, again = false) {
    if (!this.token) await this.renewToken();
    const body = JSON.stringify({
      device: this.device,
      door: this.door,
      clock: new Date().toISOString(),
      scans: batch.map(({ id, kind, at, ticket, member_id, guests, walk_in }) => ({
        id, kind, at, ticket, member_id, guests, walk_in,
      })),
    });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.token };
    let said;
    try {
      said = await this.#fetched(this.addresses.scans, { method: "POST", body, headers });
    } catch (error) {
      if (error.status === 422) return this.#tellApart(batch);
      if (error.status !== 400 || again) throw error;
      this.token = null; // it was made for a session that is over
      return this.#tell(batch, true);
    }
    for (const result of said.results) {
      const scan = this.waiting.get(result.scan_id);
      if (!scan) continue;
      if (result.refused) {
        await this.#keep({ ...scan, refused: result.refused });
      } else {
        await store.put("scans", { ...scan, walk_in: undefined, sent: true, result });
        this.waiting.delete(scan.id);
      }
      await this.heard.result(scan, result);
    }
    this.here = said.here;
  }

  // One that cannot be read does not keep the others.
  async #tellApart(batch) {
    if (batch.length === 1) return this.#keep({ ...batch[0], refused: "422" });
    for (const scan of batch) await this.#tell([scan]);
  }

  async #keep(scan) {
    await store.put("scans", scan);
    this.waiting.set(scan.id, scan);
  }

  async drop(id) {
    await store.remove("scans", id);
    this.waiting.delete(id);
  }

  // What other doors saw since we last asked.
  async #ask() {
    for (;;) {
      const page = await this.#fetched(`${this.addresses.came}?after=${this.cursor}`);
      await this.heard.came(page.came);
      this.cursor = page.next;
      this.here = page.here;
      await this.remember({ cursor: page.next });
      if (!page.more) return;
    }
  }

  async remember(changes) {
    const known = await store.get("events", this.event);
    await store.put("events", { id: this.event, device: this.device, ...known, ...changes });
  }

  async page(after) {
    const page = await this.#fetched(`${this.addresses.list}${after ? `?after=${after}` : ""}`);
    this.token = page.token;
    return page;
  }

  // Ask something that is not kept for later; the token may be of a session that is over.
  async post(address, body, again = false) {
    if (!this.token) await this.renewToken();
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.token };
    try {
      return await this.#fetched(address, { method: "POST", body: JSON.stringify(body), headers });
    } catch (error) {
      if (error.status !== 400 || again) throw error;
      this.token = null;
      return this.post(address, body, true);
    }
  }

  async renewToken() {
    this.token = (await this.#fetched(this.addresses.token)).token;
  }

  async #fetched(address, options = {}) {
    const headers = { ...options.headers, "X-Live": "1" };
    const answer = await fetch(address, { ...options, headers, redirect: "error", signal: AbortSignal.timeout(20_000) });
    if (answer.ok) return answer.json();
    throw Object.assign(new Error(String(answer.status)), { status: answer.status });
  }

  #stand(state) {
    this.state = state;
    this.heard.state(state, this.waiting.size);
  }
}
