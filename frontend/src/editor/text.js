// The text as ProseMirror holds it: one node for each block, plain words, nothing else. What is
// proposed is never marked inside it; marks are drawn on top (tracking.js).

import { Schema } from "prosemirror-model";

const blank = { id: "", kind: "paragraph", level: 0, label: "" };

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    block: {
      content: "text*",
      attrs: Object.fromEntries(Object.entries(blank).map(([name, value]) => [name, { default: value }])),
      parseDOM: [
        { tag: "p[data-id]", getAttrs: ({ dataset }) => ({ ...blank, ...dataset, level: Number(dataset.level) }) },
        { tag: "p" },
        { tag: "li", getAttrs: () => ({ kind: "item" }) },
        { tag: "h1, h2, h3, h4, h5, h6", getAttrs: () => ({ kind: "heading", level: 2 }) },
      ],
      toDOM({ attrs: { id, kind, level, label } }) {
        const known = { "data-id": id, "data-kind": kind, "data-level": level, "data-label": label };
        return ["p", { id: `b-${id}`, class: "line", dir: "auto", ...known }, 0];
      },
    },
    text: {},
  },
});

export const blockNode = (attrs, text) =>
  schema.nodes.block.create({ ...blank, ...attrs }, text ? schema.text(text) : null);

export const docOf = (blocks) =>
  schema.node("doc", null, blocks.map(({ text, ...attrs }) => blockNode(attrs, text)));

// A block by itself, to compare it with what it was.
export const alone = (text) => docOf([{ text }]);

export function blocksOf(doc) {
  const found = [];
  doc.forEach((node) => {
    const { id, kind, level } = node.attrs;
    found.push({ id, kind, level, text: node.textContent });
  });
  return found;
}

// What an agency may add: a new block has no label, and is of the kind of the one before it.
export function newAfter({ kind, level }) {
  return kind === "heading" ? { ...blank } : { ...blank, kind, level: kind === "item" ? level : 0 };
}

// Reads the fields of the plain form: the base, and the text as the agency has it.
export function readForm(form) {
  const base = new Map();
  const blocks = [];
  const pieces = new Map();
  for (const row of form.querySelectorAll(".edit")) {
    const { id, kind, label, name, state } = row.dataset;
    const level = Number(row.dataset.level);
    const text = form.elements[`text-${id}`]?.value ?? "";
    const mine = state === "new" || state === "empty";
    if (!mine) base.set(id, { id, kind, level, label, name, text: row.dataset.base ?? text });
    if (state !== "removed") blocks.push({ id, kind, level, label, text });
    if (row.dataset.pieces) pieces.set(id, JSON.parse(row.dataset.pieces));
  }
  const order = form.dataset.order.split(" ").filter((id) => base.has(id));
  return { base, order, blocks, pieces };
}
