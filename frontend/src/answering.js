// Writing an answer in the text itself. The plain form of the page works without any of this; the
// editor takes its fields over, shows what changes while one types, and posts the same form.

import { baseKeymap } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { EditorState, Plugin, TextSelection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { Margin } from "./editor/margin.js";
import { addAfter, become, current, enter, grip, moveDown, moveUp, named, putBack, takeOut } from "./editor/moving.js";
import { pasting } from "./editor/pasting.js";
import { Copy, Saving } from "./editor/saving.js";
import { blocksOf, docOf, readForm } from "./editor/text.js";
import { spots, tracked } from "./editor/tracking.js";
import { n_ } from "./parts/words.js";

const form = document.querySelector("form.editor");
const said = JSON.parse(form.dataset.said);
const origin = readForm(form);
const tools = form.querySelector(".tools");
const cards = document.getElementById("cards");
const room = form.querySelector(".editor-text");
let editable = true;
let saving = null;
let margin = null;

const run = (command) => {
  command(view.state, view.dispatch, view);
  view.focus();
};

function jump(by) {
  return (state, dispatch) => {
    const { from } = state.selection;
    const places = spots(state).map((at) => TextSelection.near(state.doc.resolve(at)).from);
    const next = by > 0 ? places.find((at) => at > from) ?? places[0] : places.findLast((at) => at < from) ?? places.at(-1);
    if (next === undefined) return false;
    dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, next)).scrollIntoView());
    return true;
  };
}

// A quick typist presses the next key before the browser tells that End has moved the cursor; ask.
function notice(view) {
  if (!view.composing) view.domObserver.onSelectionChange();
}

const keys = keymap({
  "Mod-z": undo,
  "Mod-y": redo,
  "Shift-Mod-z": redo,
  Enter: enter,
  "Shift-Enter": enter,
  "Alt-ArrowUp": moveUp,
  "Alt-ArrowDown": moveDown,
  "Alt-Backspace": takeOut,
  "Alt-PageDown": jump(1),
  "Alt-PageUp": jump(-1),
});

// --- the page becomes an editor -------------------------------------------------------------------

for (const one of room.querySelectorAll(".beside")) cards.append(one);
room.replaceChildren();
const view = new EditorView(room, {
  state: EditorState.create({
    doc: docOf(origin.blocks),
    plugins: [
      keys,
      keymap(baseKeymap),
      history(),
      named(origin.base),
      tracked(origin, said, (id) => run(putBack(origin, id))),
      grip(room, said.drag),
      new Plugin({ view: () => ({ update: updated }) }),
    ],
  }),
  attributes: { role: "textbox", "aria-multiline": "true", "aria-label": said.text, spellcheck: "true", class: "prose lines" },
  editable: () => editable,
  handleDOMEvents: { keydown: notice },
  ...pasting,
});

margin = new Margin(cards, view, () => saving.changed());
saving = new Saving(form, {
  read: () => blocksOf(view.state.doc),
  margin,
  said,
  stop: () => write(false),
});
margin.order(margin.cards, [...cards.querySelectorAll(".beside")]);
margin.place();
tools.hidden = false;
updated(view, view.state, true);
offer();
arrive();

function write(may) {
  editable = may;
  view.setProps({});
}

function updated({ state }, before, first = false) {
  if (!first && state.doc !== before.doc) {
    saving?.changed();
    margin?.place();
  }
  const { node } = current(state);
  const isNew = !origin.base.has(node.attrs.id);
  tools.querySelector('[data-tool="undo"]').disabled = !undo(state);
  tools.querySelector('[data-tool="redo"]').disabled = !redo(state);
  tools.querySelector('[data-tool="up"]').disabled = !moveUp(state);
  tools.querySelector('[data-tool="down"]').disabled = !moveDown(state);
  for (const name of ["previous", "next"]) tools.querySelector(`[data-tool="${name}"]`).disabled = !spots(state).length;
  const kind = tools.querySelector('[data-tool="kind"]');
  kind.closest("label").hidden = !isNew;
  kind.value = node.attrs.kind;
  if (!first && view.hasFocus()) margin?.show(margin.cards.find((card) => card.dataset.home === node.attrs.id));
}

// --- buttons --------------------------------------------------------------------------------------

const deeds = { undo, redo, up: moveUp, down: moveDown, add: addAfter, out: takeOut, next: jump(1), previous: jump(-1) };

tools.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
tools.addEventListener("click", (event) => {
  const tool = event.target.closest("button")?.dataset.tool;
  if (tool) run(deeds[tool]);
});
tools.addEventListener("change", (event) => run(become(event.target.value)));

// "We propose the same" comes into the text at once, and can be undone like anything typed.
cards.addEventListener("click", async (event) => {
  const [verb, change] = (event.target.closest("button")?.value ?? "").split(":");
  if (verb !== "same") return;
  event.preventDefault();
  write(false);
  const given = await saving.save({ same: Number(change) });
  if (!saving.stopped) write(true);
  if (!given?.blocks) return;
  adopt(given.blocks);
  saving.kept = JSON.stringify(saving.read());
  draw(given);
  saving.tell(said.same);
  event.target.closest(".beside").open = false;
});

function adopt(blocks) {
  const labels = new Map([...origin.base.values()].map(({ id, label }) => [id, label]));
  const doc = docOf(blocks.map((block) => ({ ...block, label: labels.get(block.id) ?? "" })));
  const { tr, selection } = view.state;
  tr.replaceWith(0, tr.doc.content.size, doc.content);
  view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(selection.from, tr.doc.content.size)))));
}

// --- what the server understood -------------------------------------------------------------------

function draw({ cards: given }) {
  margin.draw(given);
  form.querySelector("[data-number]").textContent = given.length ? ` (${given.length})` : "";
}

const done = saving.done.bind(saving);
saving.done = (given, blocks) => {
  done(given, blocks);
  draw(given);
  return given;
};

// --- coming back ----------------------------------------------------------------------------------

// Words that were never saved are offered; they are not put into the text by themselves.
function offer() {
  const left = saving.copy.left();
  if (!left) return;
  const now = new Map(saving.read().map(({ id, text }) => [id, text]));
  const ids = new Set([...now.keys(), ...left.blocks.map(({ id }) => id)]);
  const then = new Map(left.blocks.map(({ id, text }) => [id, text]));
  const places = [...ids].filter((id) => (now.get(id) ?? "") !== (then.get(id) ?? ""));
  const order = left.blocks.map(({ id }) => id).join(" ") !== [...now.keys()].join(" ");
  if (!places.length && !order) return Copy.forget(left.key);
  const box = document.getElementById("offer");
  box.querySelector("[data-when]").textContent = new Date(left.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  box.querySelector("[data-places]").textContent = n_("one paragraph", "{number} paragraphs", places.length || 1);
  box.hidden = false;
  box.addEventListener("click", (event) => {
    const choice = event.target.dataset.offer;
    if (!choice) return;
    if (choice === "take") adopt(left.blocks);
    Copy.forget(left.key);
    box.hidden = true;
    view.focus();
  });
}

// An address that names a block begins there; a block that was just inserted has the cursor.
function arrive() {
  const id = decodeURIComponent(location.hash.slice(3));
  let place = -1;
  view.state.doc.forEach((node, at) => {
    if (id && node.attrs.id === id) place = at + 1;
  });
  if (place < 0) return;
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, place)).scrollIntoView());
  if (location.hash.startsWith("#t-")) view.focus();
}
