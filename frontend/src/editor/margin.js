// The margin: each change of the agency as a card beside its place, with reason, kind and weight,
// and what others propose there. The server makes the cards; this puts them where they belong.

import { placeOf, tracking } from "./tracking.js";

const FIELDS = ["reason", "category", "weight"];
const GAP = 8;
const wide = matchMedia("(min-width: 62.01rem)");

export class Margin {
  constructor(holder, view, changed) {
    this.holder = holder;
    this.view = view;
    this.said = {};
    holder.addEventListener("input", (event) => this.note(event, changed));
    holder.addEventListener("focusin", (event) => this.name(event.target.closest("[data-home]")));
    holder.addEventListener("focusout", () => this.name(null));
    holder.addEventListener("toggle", () => this.place(), true);
    wide.addEventListener("change", () => this.place());
    new ResizeObserver(() => this.place()).observe(view.dom);
  }

  get cards() {
    return [...this.holder.querySelectorAll("[data-key]")];
  }

  note({ target }, changed) {
    const card = target.closest("[data-key]");
    const field = FIELDS.find((one) => target.name === `${one}-${card?.dataset.key}`);
    if (!field) return;
    this.said[card.dataset.key] = { ...this.said[card.dataset.key], [field]: target.value };
    this.place();
    changed();
  }

  // Takes what was said for a save; if the save fails, it is given back.
  take() {
    const said = this.said;
    this.said = {};
    return said;
  }

  giveBack(said) {
    for (const [key, note] of Object.entries(said)) this.said[key] = { ...note, ...this.said[key] };
  }

  // Brings the cards in line with what the server understood. A card somebody writes in stays.
  draw(given) {
    const keys = new Set(given.map(({ key }) => key));
    const known = new Map(this.cards.map((card) => [card.dataset.key, card]));
    const fresh = new Map(given.filter(({ key }) => !known.has(key)).map(({ key, html }) => [key, cardOf(html)]));
    for (const [key, card] of known) {
      if (keys.has(key)) continue;
      if (card.contains(document.activeElement)) this.carry(key, card, fresh);
      card.remove();
    }
    const others = [...this.holder.querySelectorAll(":scope > .beside")];
    const cards = given.map(({ key }) => fresh.get(key) ?? known.get(key));
    for (const card of cards) if (!card.isConnected) this.holder.append(card);
    this.order(cards, others);
    this.place();
  }

  // The words of the change were mended while its reason was being written: the reason goes along.
  carry(key, card, fresh) {
    const heirs = [...fresh.values()].filter((one) => one.dataset.home === card.dataset.home);
    if (heirs.length !== 1) return;
    const [heir] = heirs;
    const field = document.activeElement;
    for (const name of FIELDS) heir.querySelector(`[name^="${name}-"]`).value = card.querySelector(`[name^="${name}-"]`).value;
    if (this.said[key]) this.said[heir.dataset.key] = this.said[key];
    card.after(heir);
    const same = heir.querySelector(`[name="${field.name?.replace(key, heir.dataset.key)}"]`);
    const { selectionStart, selectionEnd } = field;
    same?.focus();
    if (selectionStart !== undefined) same?.setSelectionRange?.(selectionStart, selectionEnd);
  }

  // Cards stand in the order of the text; the one with the focus is not touched.
  order(cards, others) {
    const row = [...cards, ...others].map((card) => [card, this.at(card)]).sort(([, a], [, b]) => a - b);
    const focused = document.activeElement;
    row.forEach(([card], at) => {
      const here = this.holder.children[at];
      if (here !== card && !card.contains(focused)) this.holder.insertBefore(card, here ?? null);
    });
  }

  at({ dataset }) {
    const { state } = this.view;
    const inside = ["insert", "delete", "replace"].includes(dataset.kind);
    const place = dataset.home ? placeOf(state, dataset.home, inside ? Number(dataset.start) : null) : 0;
    return place < 0 ? this.gone(dataset.home) : place;
  }

  gone(id) {
    return tracking.getState(this.view.state).drawn.find(undefined, undefined, ({ key }) => key === `gone ${id}`)[0]?.from ?? 0;
  }

  // Puts each card beside its place, below the one before it; on a phone they stand in a row.
  place() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.view.isDestroyed || this.settle());
  }

  settle() {
    const cards = [...this.holder.children];
    if (!wide.matches) {
      for (const card of cards) card.style.insetBlockStart = "";
      this.holder.style.minBlockSize = "";
      return;
    }
    const top = this.holder.getBoundingClientRect().top;
    const wanted = cards.map((card) => this.view.coordsAtPos(Math.min(this.at(card), this.view.state.doc.content.size)).top - top - 6);
    const heights = cards.map((card) => card.offsetHeight);
    let floor = 0;
    cards.forEach((card, at) => {
      const place = Math.max(floor, wanted[at]);
      card.style.insetBlockStart = `${place}px`;
      floor = place + heights[at] + GAP;
    });
    this.holder.style.minBlockSize = `${floor}px`;
  }

  // Marks the card of the place where the cursor is.
  show(card) {
    for (const one of this.holder.children) one.classList.toggle("is-here", one === card);
  }

  // Marks the place of the card one writes in.
  name(card) {
    this.show(card);
    const here = card?.dataset.home;
    const { state } = this.view;
    if (tracking.getState(state).here !== here) this.view.dispatch(state.tr.setMeta(tracking, { here }));
  }
}

function cardOf(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return holder.content.firstElementChild;
}
