// The screen in the meeting room: shows the passage on which the desk is. On the same machine the
// desk says so itself; elsewhere the screen follows what is decided.

const EVERY = 4000;
const shown = document.getElementById("screen");
let asked = "";

const room = "BroadcastChannel" in window ? new BroadcastChannel(`screen ${shown.dataset.round}`) : null;
room?.addEventListener("message", ({ data }) => {
  asked = String(data);
  draw();
});
setInterval(draw, EVERY);

async function draw() {
  const wanted = asked;
  const address = new URL(location.pathname, location.origin);
  if (wanted) address.searchParams.set("passage", wanted);
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok || wanted !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("screen");
  if (!fresh || fresh.innerHTML === shown.innerHTML) return;
  shown.replaceChildren(...fresh.childNodes);
  shown.dataset.passage = fresh.dataset.passage ?? "";
}
