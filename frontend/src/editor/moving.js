// Whole blocks: a new one, one taken out or put back, and moves by key, button or mouse.

import { splitBlockAs } from "prosemirror-commands";
import { Plugin, TextSelection } from "prosemirror-state";
import { blockNode, newAfter, schema } from "./text.js";

// Returns the block with the cursor: its node, its number, and where it begins.
export function current({ doc, selection: { $from } }) {
  const number = $from.index(0);
  return { node: doc.child(number), number, at: startOf(doc, number) };
}

function startOf(doc, number) {
  let at = 0;
  for (let i = 0; i < number; i += 1) at += doc.child(i).nodeSize;
  return at;
}

// Moves a block so that it becomes number `to`; the cursor goes with it.
export function moveTo(from, to) {
  return ({ doc, tr, selection }, dispatch) => {
    if (to < 0 || to >= doc.childCount || to === from) return false;
    if (!dispatch) return true;
    const node = doc.child(from);
    const at = startOf(doc, from);
    const inside = Math.min(Math.max(selection.from - at, 1), node.nodeSize - 1);
    tr.delete(at, at + node.nodeSize);
    const place = startOf(tr.doc, to);
    tr.insert(place, node).setSelection(TextSelection.create(tr.doc, place + inside));
    dispatch(tr.scrollIntoView());
    return true;
  };
}

export const moveUp = (state, dispatch) => moveTo(current(state).number, current(state).number - 1)(state, dispatch);
export const moveDown = (state, dispatch) => moveTo(current(state).number, current(state).number + 1)(state, dispatch);

export function takeOut(state, dispatch) {
  const { node, at } = current(state);
  const only = state.doc.childCount === 1;
  if (only && !node.content.size) return false;
  if (dispatch) {
    const tr = only ? state.tr.delete(at + 1, at + 1 + node.content.size) : state.tr.delete(at, at + node.nodeSize);
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(at, tr.doc.content.size)))).scrollIntoView());
  }
  return true;
}

export function addAfter(state, dispatch) {
  const { node, at } = current(state);
  const place = at + node.nodeSize;
  const tr = state.tr.insert(place, blockNode(newAfter(node.attrs)));
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, place + 1)).scrollIntoView());
  return true;
}

// Enter at the very beginning of a block makes room before it: the block stays what it is.
export function enter(state, dispatch) {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset || !$from.parent.content.size) return split(state, dispatch);
  dispatch?.(state.tr.insert($from.before(), blockNode(newAfter($from.parent.attrs))).scrollIntoView());
  return true;
}
const split = splitBlockAs((node) => ({ type: schema.nodes.block, attrs: newAfter(node.attrs) }));

// Puts a block of the base back behind the nearest one that stood before it.
export function putBack({ base, order }, id) {
  return ({ doc, tr }, dispatch) => {
    const { text, ...attrs } = base.get(id);
    const before = new Set(order.slice(0, order.indexOf(id)));
    let place = 0;
    doc.forEach((node, at) => {
      if (before.has(node.attrs.id)) place = at + node.nodeSize;
    });
    tr.insert(place, blockNode(attrs, text));
    dispatch?.(tr.setSelection(TextSelection.create(tr.doc, place + 1)).scrollIntoView());
    return true;
  };
}

// Only new blocks can change what they are.
export function become(kind) {
  return (state, dispatch) => {
    const { node, at } = current(state);
    if (node.attrs.kind === kind) return false;
    dispatch?.(state.tr.setNodeMarkup(at, null, { ...node.attrs, kind, level: kind === "heading" ? 2 : 0 }));
    return true;
  };
}

// Every block has an id, and none twice: what was split off or pasted as a copy is new.
export function named(base) {
  return new Plugin({
    appendTransaction(_, __, { doc, tr }) {
      const seen = new Map();
      doc.forEach(({ attrs: { id }, content }, at) => {
        if (!seen.has(id) || (!seen.get(id).size && content.size)) seen.set(id, { at, size: content.size });
      });
      let number = 0;
      const fresh = () => {
        do number += 1; while (seen.has(`new-${number}`) || base.has(`new-${number}`));
        return `new-${number}`;
      };
      doc.forEach(({ attrs }, at) => {
        if (attrs.id && seen.get(attrs.id).at === at) return;
        tr.setNodeMarkup(at, null, { ...attrs, id: fresh(), label: "" });
      });
      return tr.docChanged ? tr : null;
    },
  });
}

// --- by mouse -----------------------------------------------------------------------------------

// One grip beside the block under the pointer; dragging it shows where the block would go.
export function grip(holder, words) {
  const handle = document.createElement("div");
  handle.className = "grip";
  handle.title = words;
  handle.setAttribute("aria-hidden", "true");
  handle.hidden = true;
  const line = document.createElement("div");
  line.className = "drop-line";
  line.hidden = true;
  holder.append(handle, line);
  return new Plugin({ view: (view) => following(view, holder, handle, line) });
}

function following(view, holder, handle, line) {
  let over = -1;
  let target = -1;
  const lines = () => [...view.dom.children].filter((one) => one.matches(".line"));
  const top = () => holder.getBoundingClientRect().top;

  function hover({ clientY, buttons }) {
    if (buttons) return;
    over = lines().findIndex((one) => one.getBoundingClientRect().bottom >= clientY);
    handle.hidden = over < 0;
    if (over >= 0) handle.style.insetBlockStart = `${lines()[over].getBoundingClientRect().top - top()}px`;
  }

  function drag({ clientY }) {
    const rects = lines().map((one) => one.getBoundingClientRect());
    const below = rects.findIndex(({ top: t, height }) => t + height / 2 > clientY);
    const gap = below < 0 ? rects.length : below;
    target = gap > over ? gap - 1 : gap;
    line.hidden = target === over;
    line.style.insetBlockStart = `${(below < 0 ? rects.at(-1).bottom : rects[below].top) - top() - 2}px`;
  }

  function drop() {
    handle.removeEventListener("pointermove", drag);
    line.hidden = true;
    if (target >= 0 && target !== over) moveTo(over, target)(view.state, view.dispatch);
    target = -1;
  }

  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", drag);
  });
  handle.addEventListener("pointerup", drop);
  handle.addEventListener("pointercancel", () => {
    target = -1;
    drop();
  });
  holder.addEventListener("pointermove", hover);
  return { destroy: () => handle.remove() };
}
