// What the agency proposes, drawn on top of its clean text: deleted words struck through, typed
// ones underlined. Each block is compared with the block of the base that has its id, so that a
// moved paragraph is a moved paragraph and not two copies. The server works out the changes anew
// from the clean blocks; nothing here can spoil an answer.

import { ChangeSet, simplifyChanges } from "prosemirror-changeset";
import { Plugin, PluginKey } from "prosemirror-state";
import { StepMap } from "prosemirror-transform";
import { Decoration, DecorationSet } from "prosemirror-view";
import { alone } from "./text.js";

export const tracking = new PluginKey("tracking");
const ME = "me";
const SPOT = { spot: true };

// --- one block ----------------------------------------------------------------------------------

// Returns where two texts differ: [start, end in the old one, end in the new one].
function difference(old, now) {
  let start = 0;
  const most = Math.min(old.length, now.length);
  while (start < most && old[start] === now[start]) start += 1;
  if (half(now, start) || half(old, start)) start -= 1;
  let [a, b] = [old.length, now.length];
  while (a > start && b > start && old[a - 1] === now[b - 1]) [a, b] = [a - 1, b - 1];
  return half(old, a) || half(now, b) ? [start, a + 1, b + 1] : [start, a, b];
}

// Tells whether a place is in the middle of a character that takes two units.
const half = (text, at) => /[\udc00-\udfff]/.test(text[at] ?? "") && at > 0;

function followed(set, base, old, now) {
  if (now === base) return null;
  const [start, a, b] = difference(old, now);
  const map = new StepMap([start + 1, a - start, b - start]);
  return (set ?? ChangeSet.create(alone(base))).addSteps(alone(now), [map], ME);
}

// The first comparison of a page is the server's.
function asSaved(base, pieces, now) {
  const ranges = [];
  let at = 1;
  let open = null;
  for (const [kind, { length }] of pieces) {
    if (kind === "keep") open = null;
    else if (!open) ranges.push((open = [at, 0, 0]));
    if (kind === "delete") open[1] += length;
    if (kind === "insert") open[2] += length;
    else at += length;
  }
  return ChangeSet.create(alone(base)).addSteps(alone(now), [new StepMap(ranges.flat())], ME);
}

// Returns where a place of the base stands in the block now.
function moved(set, offset) {
  let shift = 0;
  for (const change of set?.changes ?? []) {
    if (change.fromA - 1 > offset) break;
    if (change.toA - 1 > offset) return change.fromB - 1;
    shift = change.toB - change.toA;
  }
  return offset + shift;
}

// --- the whole text -----------------------------------------------------------------------------

// The most blocks that still follow each other stay; the others have moved.
export function movedOf(order, ids) {
  const place = new Map(order.map((id, at) => [id, at]));
  const row = ids.filter((id) => place.has(id));
  const ends = [];
  const before = [];
  row.forEach((id, at) => {
    let length = ends.findIndex((end) => place.get(row[end]) > place.get(id));
    if (length < 0) length = ends.length;
    before[at] = ends[length - 1];
    ends[length] = at;
  });
  const stay = new Set();
  for (let at = ends.at(-1); at !== undefined; at = before[at]) stay.add(row[at]);
  return new Set(row.filter((id) => !stay.has(id)));
}

function read(origin, doc, last) {
  const texts = new Map();
  const sets = new Map();
  const nodes = new Map();
  doc.forEach((node) => {
    const { id } = node.attrs;
    nodes.set(id, node);
    const base = origin.base.get(id)?.text;
    const known = last?.nodes.get(id);
    const same = known === node;
    const text = same ? last.texts.get(id) : node.textContent;
    texts.set(id, text);
    if (base === undefined) return;
    if (same) sets.set(id, last.sets.get(id));
    else if (last) sets.set(id, followed(last.sets.get(id), base, last.texts.get(id) ?? base, text));
    else if (text === base) sets.set(id, null);
    else sets.set(id, origin.pieces.has(id) ? asSaved(base, origin.pieces.get(id), text) : followed(null, base, base, text));
  });
  const ids = [...nodes.keys()];
  const sameIds = last && ids.length === last.ids.length && ids.every((id, at) => id === last.ids[at]);
  return {
    ids, nodes, texts, sets, here: last?.here,
    moved: sameIds ? last.moved : movedOf(origin.order, ids),
    gone: sameIds ? last.gone : origin.order.filter((id) => !nodes.has(id)),
  };
}

// --- drawing ------------------------------------------------------------------------------------

function unseen(words) {
  const span = document.createElement("span");
  span.className = "unseen";
  span.dir = "auto"; // its language says nothing about the direction of the text around it
  span.textContent = words;
  return span;
}

function struck(text, said) {
  const del = document.createElement("del");
  del.append(unseen(said.deleted), text, unseen("] "));
  return del;
}

function goneBlock(block, said, restore) {
  const box = document.createElement("div");
  box.className = "line-gone";
  box.dataset.gone = block.id;
  const words = document.createElement("p");
  words.className = "words";
  words.dir = "auto";
  words.append(struck(block.text, said));
  const note = document.createElement("p");
  note.className = "edit-note";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = said.back;
  button.append(unseen(`, ${block.name}`));
  button.addEventListener("click", () => restore(block.id));
  note.append(`${said.gone} `, button);
  box.append(words, note);
  return box;
}

// Yields the marks of one block, `at` being where it stands in the text.
function* marksOf(origin, state, node, at, said) {
  const { id } = node.attrs;
  const base = origin.base.get(id);
  const end = at + node.nodeSize;
  if (!base) {
    yield Decoration.node(at, end, { class: "is-new" }, SPOT);
    if (node.content.size) yield Decoration.inline(at + 1, end - 1, { nodeName: "ins" });
    return;
  }
  if (state.moved.has(id)) yield Decoration.node(at, end, { class: "is-moved", "data-note": said.moved }, SPOT);
  const set = state.sets.get(id);
  if (!set?.changes.length) return;
  yield Decoration.node(at, end, { class: "is-changed" });
  for (const { fromA, toA, fromB, toB } of simplifyChanges(set.changes, alone(state.texts.get(id)))) {
    if (toB > fromB) yield Decoration.inline(at + fromB, at + toB, { nodeName: "ins" }, SPOT);
    if (toA === fromA) continue;
    const text = base.text.slice(fromA - 1, toA - 1);
    yield Decoration.widget(at + fromB, () => struck(text, said), { ...SPOT, side: -1, key: `${id} ${fromA} ${text}` });
  }
}

function draw(origin, state, doc, said, restore) {
  const marks = [];
  const ends = new Map([["", 0]]);
  doc.forEach((node, at) => {
    if (node.attrs.id === state.here) marks.push(Decoration.node(at, at + node.nodeSize, { class: "is-named" }));
    marks.push(...marksOf(origin, state, node, at, said));
    ends.set(node.attrs.id, at + node.nodeSize);
  });
  for (const id of state.gone) {
    const before = origin.order.slice(0, origin.order.indexOf(id)).findLast((one) => ends.has(one)) ?? "";
    const block = origin.base.get(id);
    const dom = () => goneBlock(block, said, restore);
    marks.push(Decoration.widget(ends.get(before), dom, { ...SPOT, side: -1, key: `gone ${id}`, stopEvent: () => true }));
  }
  return DecorationSet.create(doc, marks);
}

// The plugin. While an input method composes a word, nothing is redrawn under its hands.
export function tracked(origin, said, restore) {
  let composing = false;
  const redrawn = (state, doc) => ({ ...state, drawn: draw(origin, state, doc, said, restore) });
  return new Plugin({
    key: tracking,
    state: {
      init: (_, { doc }) => redrawn(read(origin, doc, null), doc),
      apply(tr, last) {
        const asked = tr.getMeta(tracking);
        if (asked) return redrawn({ ...last, ...asked }, tr.doc);
        if (!tr.docChanged) return last;
        if (composing) return { ...read(origin, tr.doc, last), drawn: last.drawn.map(tr.mapping, tr.doc) };
        return redrawn(read(origin, tr.doc, last), tr.doc);
      },
    },
    props: {
      decorations: (state) => tracking.getState(state).drawn,
      handleDOMEvents: {
        compositionstart: () => void (composing = true),
        compositionend: (view) => {
          composing = false;
          setTimeout(() => view.isDestroyed || view.dispatch(view.state.tr.setMeta(tracking, {})), 60);
        },
      },
    },
  });
}

// --- asking -------------------------------------------------------------------------------------

// Returns where the agency's changes stand, in the order of the text, each once.
export function spots(state) {
  const { drawn } = tracking.getState(state);
  const places = drawn.find(undefined, undefined, ({ spot }) => spot).map(({ from }) => from);
  return [...new Set(places)].sort((a, b) => a - b);
}

// Returns where the beginning of a block stands, or a place of the base inside it; -1 if it is gone.
export function placeOf(state, id, offset = null) {
  let found = -1;
  state.doc.forEach((node, at) => {
    if (node.attrs.id === id) found = at + 1 + (offset === null ? 0 : Math.min(node.content.size, moved(tracking.getState(state).sets.get(id), offset)));
  });
  return found;
}
