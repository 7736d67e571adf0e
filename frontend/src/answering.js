// Comfort while writing: fields grow, drafts save themselves. The form works without any of it.

const form = document.querySelector("form.editor");
const said = document.getElementById("saved");
const EVERY = 2000;
const AGAIN = 8000;

let number = Number(form.dataset.number);
let kept = snapshot();
let stopped = false;
let timer = 0;
let running = null;

function snapshot() {
  return JSON.stringify(
    [...form.querySelectorAll('input[name="block"]')].map((one) => ({
      id: one.value,
      text: form.elements[`text-${one.value}`].value,
      kind: form.elements[`kind-${one.value}`]?.value ?? "",
      level: Number(form.elements[`level-${one.value}`]?.value ?? 0),
    })),
  );
}

function tell(words, wrong = false) {
  said.textContent = words;
  said.classList.toggle("is-wrong", wrong);
}

function clock() {
  return new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
}

// One save at a time: each tells the server which one it has seen.
function save() {
  const now = snapshot();
  if (stopped || now === kept || form.dataset.sent) return;
  if (running) return later();
  running = send(now).finally(() => (running = null));
}

async function send(now) {
  let answer;
  try {
    answer = await fetch(form.dataset.draft, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRFToken": form.elements.csrf_token.value,
      },
      body: JSON.stringify({ seen: number, blocks: JSON.parse(now) }),
      keepalive: now.length < 60_000,
    });
  } catch {
    tell("No connection. Your words are safe here; we keep trying.", true);
    later(AGAIN);
    return;
  }
  if (answer.ok) {
    number = (await answer.json()).number;
    form.elements.seen.value = number;
    kept = now;
    tell(`Saved ${clock()}`);
  } else await refused(answer);
}

async function refused(answer) {
  const told = await answer.json().catch(() => ({}));
  stopped = answer.status === 409;
  if (told.aside) {
    tell(`${told.who} saved this text in another place. Both texts are kept. `, true);
    const link = document.createElement("a");
    link.href = told.aside;
    link.textContent = "See both";
    said.append(link);
  } else tell(told.message ?? "Not saved. Please press Save.", true);
}

function later(pause = EVERY) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

// Browsers without field-sizing let fields grow by script.
const grows = CSS.supports("field-sizing", "content");
function grow(field) {
  if (grows) return;
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight + 2}px`;
}

for (const field of form.querySelectorAll("textarea.grow")) grow(field);
form.addEventListener("input", (event) => {
  if (event.target.matches("textarea")) grow(event.target);
  if (!stopped) tell("Writing …");
  later();
});

// A button waits for the save that is on its way, so that the two do not overtake each other.
form.addEventListener("submit", (event) => {
  if (!running) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter;
  running.finally(() => form.requestSubmit(button));
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) save();
});
addEventListener("beforeunload", (event) => {
  if (snapshot() !== kept && !form.dataset.sent && !stopped) event.preventDefault();
});
addEventListener("pagehide", () => clearTimeout(timer));
