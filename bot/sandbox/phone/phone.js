// The phone: one open chat, a list of people, and a stream that says whose chat has changed.

import { WORDS } from "./words.js";
import { bubbleRow, clockTime, dayChip, dayName, element, icon, listRow, personLine, typingRow } from "./draw.js";

const TYPING_LASTS_MS = 25_500;
const at = (id) => document.getElementById(id);

const state = { people: new Map(), open: null, clockShiftMs: 0, drawn: new Map(), typingTimer: 0, refreshes: 0 };

async function call(path, body) {
  const answer = await fetch(`/phone/${path}`, body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}

// People

async function loadPeople() {
  const { business, people } = await call("people");
  at("business").textContent = business;
  for (const person of people) state.people.set(person.id, person);
  drawPeople();
}

function drawPeople() {
  at("people").replaceChildren(...[...state.people.values()].map((person) =>
    personLine(person, { current: person.id === state.open, onOpen: openChat })));
}

// The open chat

async function openChat(id) {
  if (!state.people.has(id)) return;
  const isNew = state.open !== id;
  state.open = id;
  if (location.hash !== `#${id}`) history.replaceState(null, "", `#${id}`);
  document.body.dataset.view = "chat";
  if (isNew) clearChat();
  drawPeople();
  await refreshChat();
  if (matchMedia("(pointer: fine)").matches) at("composer").focus();
}

function clearChat() {
  state.drawn.clear();
  at("log").replaceChildren();
  at("sheet").close();
  at("attachments").hidden = true;
  at("composer").value = "";
}

async function refreshChat() {
  const id = state.open;
  const turn = ++state.refreshes;
  const { person, now, bubbles } = await call(`people/${encodeURIComponent(id)}/chat`);
  if (state.open !== id || turn !== state.refreshes) return;
  state.clockShiftMs = new Date(now) - Date.now();
  state.people.set(id, person);
  at("idle").hidden = true;
  at("chat").hidden = false;
  drawBrief(person);
  drawHeader(person);
  drawLog(person, now, bubbles);
  drawStarters(person, bubbles);
  tickClock();
  if (person.unread && !document.hidden) await call(`people/${encodeURIComponent(id)}/open`, {});
}

function drawBrief(person) {
  at("brief").hidden = false;
  at("brief-name").textContent = person.name;
  at("brief-phone").textContent = person.phone ?? "hidden, has a username";
  at("brief-language").textContent = `${WORDS[person.language].speaks}, ${person.country}`;
  at("brief-note").textContent = person.note;
  at("brief-hint").textContent = person.hint;
}

function drawHeader(person) {
  const words = WORDS[person.language];
  at("chat").lang = person.language;
  at("presence").textContent = person.typing ? words.typing : words.online;
  at("presence").classList.toggle("is-typing", person.typing);
  at("composer").placeholder = words.message;
  clearTimeout(state.typingTimer);
  if (person.typing) state.typingTimer = setTimeout(refreshChat, TYPING_LASTS_MS);
}

function drawLog(person, now, bubbles) {
  const log = at("log");
  const wasEmpty = state.drawn.size === 0;
  const rows = [];
  let day = "";
  bubbles.forEach((bubble, index) => {
    const name = dayName(bubble.at, person, now);
    if (name !== day) rows.push(dayChip(name));
    const isSame = name === day && bubbles[index - 1]?.side === bubble.side;
    rows.push(rowOf(bubble, person, { isSame, wasEmpty }));
    day = name;
  });
  if (person.typing) rows.push(typingRow());
  log.replaceChildren(...rows);
  log.scrollTop = log.scrollHeight;
}

// A bubble is drawn anew only when it changed, so that focus and animations survive updates.
function rowOf(bubble, person, { isSame, wasEmpty }) {
  const key = JSON.stringify([bubble, isSame]);
  const known = state.drawn.get(bubble.id);
  if (known?.key === key) {
    known.row.classList.remove("fresh");
    return known.row;
  }
  const row = bubbleRow(bubble, person, { isSame, onPick: pick, onList: openList });
  if (!known && !wasEmpty) row.classList.add("fresh");
  state.drawn.set(bubble.id, { key, row });
  return row;
}

function drawStarters(person, bubbles) {
  const starters = bubbles.length ? [] : WORDS[person.language].starters;
  at("starters").replaceChildren(...starters.map((text) => {
    const button = element("button", { type: "button", "data-testid": "starter" }, text);
    button.addEventListener("click", () => write({ text }));
    return button;
  }));
}

// Writing

function write(message) {
  return call(`people/${encodeURIComponent(state.open)}/messages`, message);
}

function pick(bubble, option) {
  at("sheet").close();
  return write({ bubble: bubble.id, option: option.id });
}

function openList(bubble) {
  at("sheet-title").textContent = bubble.opener;
  at("rows").replaceChildren(...bubble.options.map((option) =>
    listRow(option, option.id === bubble.picked, () => pick(bubble, option))));
  at("sheet").show();
}

async function send() {
  const box = at("composer");
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  fitComposer();
  await write({ text });
}

function fitComposer() {
  const box = at("composer");
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

function toggleAttachments() {
  const menu = at("attachments");
  const words = WORDS[state.people.get(state.open).language].media;
  menu.hidden = !menu.hidden;
  at("attach").setAttribute("aria-expanded", String(!menu.hidden));
  menu.replaceChildren(...Object.entries(words).map(([kind, name]) => {
    const button = element("button", { type: "button", "data-testid": `attach-${kind}` }, icon(kind), name);
    button.addEventListener("click", () => { toggleAttachments(); write({ media: kind }); });
    return button;
  }));
}

// Around it

function tickClock() {
  const person = state.people.get(state.open);
  if (!person) return;
  const now = new Date(Date.now() + state.clockShiftMs).toISOString();
  at("clock").textContent = clockTime(now, person);
}

function showPeople() {
  document.body.dataset.view = "people";
  state.open = null;
  history.replaceState(null, "", location.pathname);
  drawPeople();
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

function initialTheme() {
  const asked = new URLSearchParams(location.search).get("theme") ?? localStorage.getItem("theme");
  return asked ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

function switchTheme() {
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  localStorage.setItem("theme", theme);
  setTheme(theme);
}

function listen() {
  const stream = new EventSource("/phone/events");
  stream.onopen = async () => {
    await loadPeople();
    if (state.open) await refreshChat();
    document.body.dataset.live = "true";
  };
  stream.onmessage = async ({ data }) => {
    const person = JSON.parse(data);
    state.people.set(person.id, person);
    if (person.id === state.open) await refreshChat();
    drawPeople();
  };
}

setTheme(initialTheme());
await loadPeople();
listen();
setInterval(tickClock, 5_000);
at("composer-form").addEventListener("submit", (event) => { event.preventDefault(); send(); });
at("composer").addEventListener("input", fitComposer);
at("composer").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
});
at("attach").addEventListener("click", toggleAttachments);
at("sheet-close").addEventListener("click", () => at("sheet").close());
at("back").addEventListener("click", showPeople);
document.addEventListener("click", (event) => {
  if (!at("attachments").hidden && !event.target.closest("#attach, #attachments")) toggleAttachments();
});
document.querySelector("[data-testid=theme]").addEventListener("click", switchTheme);
addEventListener("hashchange", () => openChat(decodeURIComponent(location.hash.slice(1))));
document.addEventListener("visibilitychange", () => { if (!document.hidden && state.open) refreshChat(); });
if (location.hash) await openChat(decodeURIComponent(location.hash.slice(1)));
