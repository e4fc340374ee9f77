// Somebody who is invited and has not answered says yes or no at the desk. They are on no list, so
// this needs a network: they are looked for by the number that they tell.
const part = (id) => document.getElementById(id);

export class Desk {
  // `addresses` are where to ask; `words` what is said; `done` hears what came of an answer.
  constructor({ queue, addresses, words, done }) {
    Object.assign(this, { queue, addresses, words, done });
  }

  listen() {
    part("desk").onsubmit = (event) => {
      event.preventDefault();
      this.#look(part("desk-phone").value);
    };
  }

  async #look(phone) {
    this.#show([], "");
    const said = await this.#ask(this.addresses.desk, { phone });
    if (said) this.#show(said.people, said.refused ?? "");
  }

  async #answer(person, answer, id) {
    const said = await this.#ask(this.addresses.deskAnswer, { id, member_id: person.id, answer });
    if (!said) return;
    if (said.refused) return this.#show([], said.refused);
    part("desk").reset();
    this.#show([], "");
    this.done(person, said.state, answer);
  }

  // Nothing is kept for later: whether there is a place is known there and then, or not at all.
  async #ask(address, body) {
    try {
      return await this.queue.post(address, body);
    } catch (error) {
      // The rows stay: their buttons hold the ids under which the same answer is given again.
      part("desk-words").textContent = this.#why(error.status);
      return null;
    }
  }

  #why(status) {
    if (status === 401 || status === 403) return this.words.signIn;
    return status ? this.words.deskFailed : this.words.deskOffline;
  }

  #show(people, sentence) {
    part("desk-found").replaceChildren(...people.map((person) => this.#row(person)));
    part("desk-words").textContent = sentence;
  }

  #row(person) {
    const line = document.createElement("li");
    const said = document.createElement("p");
    const name = document.createElement("bdi");
    const state = document.createElement("span");
    name.textContent = person.name;
    state.textContent = person.state;
    state.className = "pill draft";
    said.append(name, " ", state);
    line.append(said);
    if (person.open) line.append(this.#button(person, "yes"), this.#button(person, "no"));
    return line;
  }

  // The id is made once for each button: pressed again after a silence, it is the same answer.
  #button(person, answer) {
    const id = crypto.randomUUID();
    const button = document.createElement("button");
    button.type = "button";
    button.className = answer === "yes" ? "button" : "button quiet";
    button.textContent = this.words[answer];
    button.onclick = () => this.#answer(person, answer, id);
    return button;
  }
}
