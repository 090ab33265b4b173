// Keeps the page fresh: fetches it again and swaps the parts marked data-live that changed.
const EVERY_MS = 2500;
const thread = () => document.getElementById("thread");
const isAtEnd = (el) => el.scrollHeight - el.scrollTop - el.clientHeight < 80;
const toEnd = () => { const el = thread(); if (el) el.scrollTop = el.scrollHeight; };

async function refresh() {
  if (document.hidden || document.querySelector(".veil")) return;
  const answer = await fetch(document.body.dataset.src).catch(() => null);
  if (!answer || !answer.ok) return;
  if (answer.redirected) { location.assign(answer.url); return; }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const follow = thread() && isAtEnd(thread());
  for (const part of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(part.id);
    if (next && next.innerHTML !== part.innerHTML) part.innerHTML = next.innerHTML;
  }
  if (follow) toEnd();
}

// Enter sends, Shift+Enter makes a new line; a form goes out once.
document.querySelector(".write textarea")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (event.target.value.trim()) event.target.form.requestSubmit();
});
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", () => {
    setTimeout(() => form.querySelectorAll("button").forEach((b) => { b.disabled = true; }));
  });
}
document.addEventListener("keydown", (event) => {
  const no = document.querySelector("[data-testid=confirm-no]");
  if (event.key === "Escape" && no) location.assign(no.href);
});
history.replaceState(null, "", location.search ? location.href : document.body.dataset.src);
toEnd();
setInterval(refresh, EVERY_MS);
