// What is pasted comes in as clean text: words and paragraphs, no styles. Word brings its list
// numbers as text, its deleted words and its remarks along; none of them is meant.

import { Slice, Fragment } from "prosemirror-model";
import { blockNode } from "./text.js";

const LEFT_OUT = [
  "del",
  '[data-was*="mso-list:Ignore" i], [data-was*="mso-list: Ignore" i]',
  '[data-was*="mso-element:comment" i], .MsoCommentReference, .MsoCommentText',
  '[data-was*="display:none" i], [data-was*="display: none" i]',
].join(", ");

// Styles are read but never applied: our pages allow no style from elsewhere, not even here.
const unstyled = (html) => html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle\s*=/gi, " data-was=");

export function cleanHtml(html) {
  const page = new DOMParser().parseFromString(unstyled(html), "text/html");
  for (const one of page.querySelectorAll(LEFT_OUT)) one.remove();
  for (const one of page.querySelectorAll('p[data-was*="mso-list"]')) {
    const item = page.createElement("li");
    item.append(...one.childNodes);
    one.replaceWith(item);
  }
  for (const one of page.querySelectorAll("br")) one.replaceWith(" ");
  return page.body.innerHTML;
}

// A line break is a space, a blank line begins a new paragraph; nothing invisible comes along.
export const cleanText = (text) => text.replace(/[\u00a0\s]+/g, " ").replace(/[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/g, "");

export function textSlice(text) {
  const parts = text.replace(/\r\n?/g, "\n").split(/\n\s*\n/).map(cleanText);
  const nodes = parts.filter((part, at) => part.trim() || parts.length === 1 || at === 0).map((part) => blockNode({}, part));
  return new Slice(Fragment.from(nodes), 1, 1);
}

export function cleanSlice(slice) {
  const nodes = [];
  slice.content.forEach((node) => {
    const words = cleanText(node.textContent);
    if (words.trim() || slice.content.childCount === 1) nodes.push(blockNode(node.attrs, words));
  });
  const [start, end] = [slice.openStart, slice.openEnd].map((depth) => Math.min(depth, nodes.length ? 1 : 0));
  return new Slice(Fragment.from(nodes), start, end);
}

export const pasting = {
  transformPastedHTML: cleanHtml,
  clipboardTextParser: (text) => textSlice(text),
  transformPasted: (slice) => (slice.content.firstChild?.isText ? slice : cleanSlice(slice)),
  clipboardTextSerializer: (slice) => slice.content.textBetween(0, slice.content.size, "\n\n"),
};
