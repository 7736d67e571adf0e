// Drafts save themselves, one save at a time, each telling the server which one it has seen. What
// is not saved yet lies in the storage of the browser, and is offered after a crash.

import { _ } from "../parts/words.js";

const SOON = 1200;
const AGAIN = 8000;
const SILENT = 15_000;

export class Saving {
  constructor(form, { read, margin, stop, said }) {
    Object.assign(this, { form, read, margin, stop, said });
    this.line = document.getElementById("saved");
    this.number = Number(form.dataset.number);
    this.kept = JSON.stringify(read());
    this.copy = new Copy(form.dataset.copy);
    addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    addEventListener("beforeunload", (event) => this.unsaved && !form.dataset.sent && event.preventDefault());
    form.addEventListener("submit", (event) => this.beforePost(event), true);
  }

  get unsaved() {
    return !this.stopped && (JSON.stringify(this.read()) !== this.kept || Object.keys(this.margin.said).length > 0);
  }

  tell(words, wrong = false) {
    this.line.textContent = words;
    this.line.classList.toggle("is-wrong", wrong);
  }

  changed() {
    if (this.stopped) return;
    this.tell(this.said.writing);
    this.later(SOON);
    clearTimeout(this.copying);
    this.copying = setTimeout(() => this.unsaved && this.copy.keep(this.read()), 250);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  save(more = {}) {
    if (this.stopped || this.form.dataset.sent || (!this.unsaved && !more.same)) return this.running;
    if (this.running) return this.running.then(() => this.save(more));
    this.running = this.send(more).finally(() => (this.running = null));
    return this.running;
  }

  async send(more) {
    clearTimeout(this.timer);
    const blocks = this.read();
    const notes = this.margin.take();
    const body = JSON.stringify({ seen: this.number, blocks, notes, ...more });
    this.tell(this.said.saving);
    try {
      const answer = await fetch(this.form.dataset.draft, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.form.elements.csrf_token.value },
        body,
        keepalive: body.length < 60_000,
      });
      const given = await answer.json().catch(() => ({}));
      if (answer.ok) return this.done(given, blocks);
      this.margin.giveBack(notes);
      this.refused(answer.status, given);
    } catch {
      this.margin.giveBack(notes);
      this.tell(this.said.offline, true);
      this.later(AGAIN);
    }
    return null;
  }

  done(given, blocks) {
    this.number = given.number;
    this.form.elements.seen.value = given.number;
    this.kept = JSON.stringify(blocks);
    if (this.unsaved) this.later(SOON);
    else this.copy.drop();
    this.tell(_("Saved {time}", { time: clock() }));
    return given;
  }

  refused(status, given) {
    if (status === 409 && given.aside) {
      this.stopped = true;
      this.copy.drop();
      this.stop();
      this.tell(`${_("{who} saved this text in another place. Both texts are kept.", given)} `, true);
      const link = document.createElement("a");
      link.href = given.aside;
      link.textContent = this.said.both;
      this.line.append(link);
    } else if (status === 401 || status === 403) this.tell(this.said.out, true);
    else this.tell(given.message ?? this.said.refused, true);
  }

  // A button first saves what is not saved, so that a post that fails loses nothing.
  beforePost(event) {
    const button = event.submitter;
    if (this.stopped) return event.preventDefault();
    if ((this.running || this.unsaved) && !this.tried) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.save().finally(() => {
        this.tried = true;
        if (!this.stopped) this.form.requestSubmit(button);
        this.tried = false;
      });
      return;
    }
    const posted = document.createElement("div");
    posted.hidden = true;
    posted.id = "posted";
    for (const { id, kind, level, text } of this.read()) {
      posted.append(hidden("block", id), hidden(`kind-${id}`, kind), hidden(`level-${id}`, level), hidden(`text-${id}`, text));
    }
    document.getElementById("posted")?.remove();
    this.form.append(posted);
  }
}

const hidden = (name, value) => Object.assign(document.createElement("input"), { type: "hidden", name, value });

const clock = () => new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

// The copy on this device: one for each tab, so that two tabs do not take each other's.
export class Copy {
  constructor(name) {
    this.name = name;
    this.key = `${name} ${tab()}`;
  }

  keep(blocks) {
    quietly(() => localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), blocks })));
  }

  drop() {
    quietly(() => localStorage.removeItem(this.key));
  }

  // Returns what was left behind: of this tab, or of one that has been silent for a while. It gets
  // a name of its own, so that what is typed from now on does not take its place.
  left() {
    return quietly(() => {
      const names = Object.keys(localStorage).filter((one) => one.startsWith(`${this.name} `));
      const found = names.map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) }));
      const old = found.filter(({ key, at }) => key === this.key || Date.now() - at > SILENT);
      const last = old.sort((a, b) => b.at - a.at)[0];
      if (last?.key !== this.key) return last;
      const key = `${this.name} left ${last.at}`;
      localStorage.setItem(key, JSON.stringify({ at: last.at, blocks: last.blocks }));
      this.drop();
      return { ...last, key };
    });
  }

  static forget(key) {
    quietly(() => localStorage.removeItem(key));
  }
}

function tab() {
  return quietly(() => {
    const known = sessionStorage.getItem("tab") ?? Math.random().toString(36).slice(2, 10);
    sessionStorage.setItem("tab", known);
    return known;
  }) ?? "only";
}

// A browser that keeps nothing for us is no reason to stop writing.
function quietly(act) {
  try {
    return act();
  } catch {
    return undefined;
  }
}
