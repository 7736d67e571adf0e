// Small comforts. Every page works without them.

import { _ } from "./parts/words.js";

// A form that is on its way is not sent a second time by a nervous click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});

// Back from the cache of the browser: forms may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// What was refused is shown where it stands, not at the head of a long page.
document.querySelector('main [aria-invalid="true"]')?.focus();

// The menu closes on Escape and when one looks elsewhere.
const menus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});

// A button that copies, where the browser lets us.
for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const before = button.textContent;
    button.textContent = _("Copied");
    setTimeout(() => (button.textContent = before), 2000);
  });
}

// "Choose all" above a list of boxes.
for (const box of document.querySelectorAll("[data-all]")) {
  box.hidden = false;
  box.addEventListener("click", () => {
    const boxes = [...document.querySelectorAll(`input[name="${box.dataset.all}"]`)];
    const all = boxes.every((one) => one.checked);
    for (const one of boxes) one.checked = !all;
  });
}
