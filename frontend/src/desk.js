// The decision desk by keyboard, without loading the page anew. Every button is a form of its own
// and works without this.

import { _ } from "./parts/words.js";

const main = document.querySelector(".desk-main");
const keys = document.getElementById("keys");
const hint = document.querySelector("[data-keys]");
const told = document.getElementById("told");

const cards = () => [...main.querySelectorAll(".passage")];
let here = null;
let leaving = 0;
// What was decided on this page, the latest last; U goes back along it.
const taken = [];
// What a person wants to do with a card for which they are still writing the reason.
const meant = new WeakMap();
const OWN = 'button[value="accepted with modification"]';

hint.hidden = false;
hint.addEventListener("click", () => keys.showModal());

// Single letters get in the way of some people who talk to their computer or use a screen reader.
const choice = keys.querySelector('[name="keys-on"]');
try {
  choice.checked = localStorage.getItem("desk-keys") !== "off";
} catch {
  // The browser keeps nothing for us; the keys are on.
}
choice.addEventListener("change", () => {
  try {
    localStorage.setItem("desk-keys", choice.checked ? "on" : "off");
  } catch {
    // It holds for this page only.
  }
});

// A filter that is chosen holds at once. Arrow keys go through a closed list one by one, each a
// choice of its own: who does that presses Enter, or the button that comes back.
const sift = document.querySelector(".sift");
const filter = sift?.querySelector("button");
let stepping = false;
filter?.classList.add("at-need");
sift?.addEventListener("pointerdown", () => { stepping = false; });
sift?.addEventListener("keydown", (event) => {
  const opens = event.key === " " || event.altKey;
  if (event.target.matches("select") && event.key === "Enter") {
    event.preventDefault();
    sift.requestSubmit();
  } else if (event.key !== "Tab") stepping = !opens;
});
sift?.addEventListener("change", () => {
  if (stepping) filter.classList.remove("at-need");
  else sift.requestSubmit();
});

function go(card) {
  if (!card) return;
  here?.classList.remove("is-here");
  here = card;
  show(card);
  card.classList.add("is-here");
  card.focus({ preventScroll: true });
  // At once: a hand on the keys is quicker than a page that glides, and gliding draws it many times.
  card.scrollIntoView({ block: "nearest", behavior: "instant" });
}

function step(by) {
  const all = cards();
  const at = all.indexOf(current());
  go(all[Math.min(all.length - 1, Math.max(0, at + by))]);
}

function current() {
  const focused = document.activeElement?.closest?.(".passage");
  if (focused) here = focused;
  return here && main.contains(here) ? here : null;
}

function nextOpen(after) {
  const all = cards();
  const at = all.indexOf(after);
  const isOpen = (card) => !card.classList.contains("is-decided");
  return [...all.slice(at + 1), ...all.slice(0, at)].find(isOpen);
}

function say(words, wrong = false) {
  const line = document.createElement("p");
  line.className = wrong ? "said said-error" : "said";
  line.textContent = words;
  told.replaceChildren(line);
  told.classList.add("is-near");
  clearTimeout(leaving);
  if (!wrong) leaving = setTimeout(() => told.replaceChildren(), 6000);
}

// --- the screen in the room, reasons given before, own words as they would stand -----------------

const room = "BroadcastChannel" in window ? new BroadcastChannel(`screen ${main.dataset.round}`) : null;
const show = (card) => room?.postMessage(card.dataset.passage);

const again = document.getElementById("again");
main.addEventListener("focusin", ({ target }) => {
  if (!again || !target.matches("[data-key-r]")) return;
  again.hidden = false;
  if (target.nextElementSibling !== again) target.after(again);
});
again?.addEventListener("change", ({ target }) => {
  const field = again.previousElementSibling;
  field.value = target.value;
  target.value = "";
  field.focus();
});

let drawing = 0;
main.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-key-m]")) return;
  clearTimeout(drawing);
  drawing = setTimeout(() => preview(target), 250);
});

async function preview(field) {
  const box = field.closest("details").querySelector("[data-bridge]");
  const words = field.value;
  const answer = await fetch(`${box.dataset.bridge}?${new URLSearchParams({ text: words })}`).catch(() => null);
  if (answer?.ok && field.value === words) box.innerHTML = await answer.text();
}

// --- keys -------------------------------------------------------------------------------------

function accept(card) {
  const buttons = [...card.querySelectorAll("[data-key-a]")];
  if (buttons.length === 1) return buttons[0].click();
  const at = buttons.indexOf(document.activeElement);
  return buttons[(at + 1) % buttons.length]?.focus();
}

function write(card, mark, then) {
  if (then) meant.set(card, then);
  const field = card.querySelector(mark);
  if (!field) return;
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    fold.open = true;
  }
  field.focus();
  field.select();
  if (field.matches("[data-key-m]")) preview(field);
}

// The decision of this passage, or the last one that was taken here: one has moved on since.
function undoing(card) {
  const rows = [card?.id, ...taken.toReversed()].map((id) => id && document.getElementById(id));
  return rows.map((one) => one?.querySelector("[data-key-u]")).find(Boolean);
}

const deeds = {
  j: () => step(current() ? 1 : 0),
  k: () => step(-1),
  a: (card) => accept(card),
  r: (card) => write(card, "[data-key-r]", "[data-reject]"),
  m: (card) => write(card, "[data-key-m]", OWN),
  b: (card) => {
    const reason = card.querySelector("[data-key-r]");
    if (reason && !reason.value.trim()) write(card, "[data-key-r]", "[data-key-b]");
    else card.querySelector("[data-key-b]")?.click();
  },
  u: (card) => undoing(card)?.click(),
  p: (card) => {
    document.querySelector("[data-screen]").click();
    setTimeout(() => show(card), 1500);
  },
};

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("textarea, input, select");
  if (field && !keys.contains(field)) return inField(event, field);
  if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
  if (event.key === "?") {
    event.preventDefault();
    keys.showModal();
    return;
  }
  if (!choice.checked) return;
  const deed = deeds[event.key.toLowerCase()];
  const card = current();
  if (!deed) return;
  event.preventDefault();
  // Nothing is decided before one sees for which passage.
  if (card || "jku".includes(event.key.toLowerCase())) deed(card);
  else step(0);
});

function inField(event, field) {
  const card = field.closest(".passage");
  if (event.key === "Escape") go(card);
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !card) return;
  event.preventDefault();
  const own = card.querySelector("[data-key-m]");
  const words = own && own.value !== own.defaultValue ? OWN : "[data-reject]";
  card.querySelector(field === own ? OWN : (meant.get(card) ?? words))?.click();
}

// --- deciding without a new page --------------------------------------------------------------

main.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(".decide, .undo")) return;
  event.preventDefault();
  event.stopPropagation();
  send(form, event.submitter);
});

async function send(form, button) {
  const card = form.closest(".passage");
  if (card.classList.contains("is-busy")) return;
  card.classList.add("is-busy");
  const body = new FormData(form);
  if (button?.name) {
    body.set(button.name, button.value);
    meant.set(card, `button[value="${button.value}"]`);
  }
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(body),
      headers: { "X-Part": "card", Accept: "application/json" },
    });
    const given = await answer.json();
    if (answer.ok) settle(card, given);
    else refuse(card, given, answer.status);
  } catch {
    say(_("No connection. Nothing was decided; please try again."), true);
  }
  card.classList.remove("is-busy");
}

function settle(card, given) {
  const undone = card.classList.contains("is-decided");
  const fresh = draw(card, given.parts);
  count(given.counts);
  document.getElementById("bulk").innerHTML = given.bulk;
  if (!undone) taken.push(fresh.id);
  const byHand = choice.checked && matchMedia("(hover: hover)").matches;
  say(undone || !byHand ? given.said : _("{said}. U takes it back.", { said: given.said }));
  const done = document.querySelector("[data-done]");
  if (done) done.hidden = given.counts.open > 0;
  if (undone || given.counts.open) return go(undone ? fresh : (nextOpen(fresh) ?? fresh));
  // The last one: what comes next stands above all cards.
  go(fresh);
  done?.scrollIntoView({ block: "center", behavior: "instant" });
  done?.querySelector("a").focus({ preventScroll: true });
}

function count(counts) {
  for (const [state, number] of Object.entries(counts)) {
    for (const one of document.querySelectorAll(`[data-count="${state}"]`)) one.textContent = number;
  }
  document.querySelector(".tally .meter").value = counts.decided;
}

function refuse(card, given, status) {
  say(given.said ?? given.message ?? _("That was refused. Nothing was changed."), true);
  if (status === 422) return write(card, "[data-key-r]");
  const words = [...card.querySelectorAll("textarea")].filter((one) => one.value !== one.defaultValue);
  const fresh = draw(card, given.parts);
  if (fresh !== card && words.length) fresh.append(...keep(words.map((one) => one.value)));
  go(fresh);
}

// Who was slower keeps what they had written, to copy from.
function keep(texts) {
  const title = document.createElement("p");
  title.className = "by";
  title.textContent = _("What you had written:");
  return [title, ...texts.map((text) => {
    const field = document.createElement("textarea");
    field.readOnly = true;
    field.rows = 2;
    field.value = text;
    field.setAttribute("aria-label", title.textContent);
    return field;
  })];
}

function draw(card, parts = {}) {
  let fresh = card;
  for (const [id, html] of Object.entries(parts)) {
    const old = document.getElementById(`passage-${id}`);
    if (!old) continue;
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    const one = holder.content.firstElementChild;
    old.replaceWith(one);
    for (const mark of document.querySelectorAll(`.mark-passage[href="#passage-${id}"]`)) {
      mark.classList.toggle("is-decided", one.classList.contains("is-decided"));
      mark.classList.toggle("is-contested", one.classList.contains("is-contested"));
    }
    if (old === card) fresh = one;
  }
  return fresh;
}
