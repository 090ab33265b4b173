// From data to elements. Text is only ever set as text: nothing a bot or person writes becomes markup.

import { WORDS } from "./words.js";

const ICONS = {
  tick: '<path d="m1.500 6 3 3 6-7"/><path class="second" d="m8 9 6.500-7"/>',
  list: '<path d="M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01"/>',
  reply: '<path d="m9 7-5 5 5 5M4 12h10a6 6 0 0 1 6 6"/>',
  open: '<path d="M14 4h6v6M20 4l-9 9M18 14v5H5V6h5"/>',
  image: '<path d="M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9h.01"/>',
  document: '<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>',
  audio: '<path d="M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4"/>',
  location: '<path d="M12 21s7-6.500 7-12a7 7 0 0 0-14 0c0 5.500 7 12 7 12zM12 11.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z"/>',
};
const INLINE = /(https?:\/\/[^\s]+)|\*([^*\n]+)\*|_([^_\n]+)_|~([^~\n]+)~|`([^`\n]+)`/g;

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

export function icon(name, box = "0 0 24 24") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", box);
  svg.setAttribute("aria-hidden", "true");
  svg.innerHTML = ICONS[name]; // ours, never data
  return svg;
}

export function clockTime(iso, person) {
  return new Intl.DateTimeFormat(person.language, {
    hour: person.language === "en" ? "numeric" : "2-digit", minute: "2-digit", timeZone: person.zone, hour12: person.language === "en",
  }).format(new Date(iso));
}

export function dayName(iso, person, now) {
  const day = new Intl.DateTimeFormat(person.language, { dateStyle: "long", timeZone: person.zone });
  const name = day.format(new Date(iso));
  return name === day.format(new Date(now)) ? WORDS[person.language].today : name;
}

export function avatar(person) {
  const initials = person.name.split(/\s+/).slice(0, 2).map((word) => word[0]).join("");
  const hue = [...person.id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 6;
  return element("span", { class: "avatar", "data-hue": hue, "aria-hidden": "true" }, initials);
}

export function personLine(person, { current, onOpen }) {
  const words = WORDS[person.language];
  const button = element("button", {
    class: "person", type: "button", "data-testid": `person-${person.id}`, "aria-current": current,
  },
  avatar(person),
  element("span", { class: "name" }, person.name),
  element("time", {}, person.last ? clockTime(person.last.at, person) : ""),
  element("span", { class: person.typing ? "preview is-typing" : "preview" },
    person.typing ? words.typing : preview(person, words)),
  person.unread
    ? element("span", { class: "unread", "data-testid": `unread-${person.id}` }, String(person.unread))
    : element("span", { class: "chip" }, `${person.country} · ${person.language.toUpperCase()}`));
  button.addEventListener("click", () => onOpen(person.id));
  return element("li", {}, button);
}

function preview(person, words) {
  if (!person.last) return person.note;
  return (person.last.text ?? words.media[person.last.kind]).replace(/\s+/g, " ");
}

export function bubbleRow(bubble, person, { isSame, onPick, onList }) {
  const actions = actionsOf(bubble, { onPick, onList });
  return element("div", { class: `row ${bubble.side}${isSame ? " same" : ""}` },
    element("div", {
      class: actions ? "bubble has-actions" : "bubble",
      "data-testid": `bubble-${bubble.side}`,
      "data-id": bubble.id,
      "data-kind": bubble.kind,
    },
    element("div", { class: "words" }, content(bubble, person), meta(bubble, person)),
    actions));
}

function content(bubble, person) {
  if (bubble.text === undefined) {
    const name = WORDS[person.language].media[bubble.kind];
    return element("span", { class: "attachment", "data-testid": "bubble-text" }, icon(bubble.kind), name);
  }
  return element("span", { "data-testid": "bubble-text" }, ...rich(bubble.text));
}

function rich(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    parts.push(text.slice(end, match.index), styled(match));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}

function styled([whole, link, bold, italic, struck, code]) {
  if (link) return element("a", { href: link, target: "_blank", rel: "noopener" }, link);
  if (bold) return element("strong", {}, bold);
  if (italic) return element("em", {}, italic);
  if (struck) return element("s", {}, struck);
  return element("code", {}, code ?? whole);
}

function meta(bubble, person) {
  const time = element("time", { datetime: bubble.at }, clockTime(bubble.at, person));
  const ticks = bubble.side === "out"
    ? element("span", {
      class: "ticks", "data-testid": "ticks", "data-status": bubble.status, role: "img", "aria-label": bubble.status,
    }, icon("tick", "0 0 16 11"))
    : null;
  return element("span", { class: "meta" }, time, ticks);
}

function actionsOf(bubble, { onPick, onList }) {
  switch (bubble.kind) {
    case "buttons":
      return element("div", { class: "actions" },
        ...bubble.options.map((option) => optionButton(bubble, option, onPick)));
    case "list":
      return element("div", { class: "actions" },
        pressable({ "data-testid": "list-opener" }, () => onList(bubble), icon("list"), bubble.opener));
    case "link":
      return element("div", { class: "actions" }, element("a", {
        class: "action", "data-testid": "link-button", href: bubble.url, target: "_blank", rel: "noopener",
      }, icon("open"), bubble.title));
    default:
      return null;
  }
}

function optionButton(bubble, option, onPick) {
  const button = pressable({ "data-testid": "option", "data-option": option.id },
    () => onPick(bubble, option), icon("reply"), option.title);
  button.disabled = bubble.picked !== null;
  button.classList.toggle("is-picked", bubble.picked === option.id);
  return button;
}

function pressable(attributes, onPress, ...children) {
  const button = element("button", { class: "action", type: "button", ...attributes }, ...children);
  button.addEventListener("click", onPress);
  return button;
}

export function listRow(option, isPicked, onPick) {
  const button = element("button", {
    type: "button", "data-testid": "list-row", "data-option": option.id, "aria-pressed": isPicked,
  }, element("b", {}, option.title), option.description ? element("span", {}, option.description) : null);
  button.addEventListener("click", onPick);
  return element("li", {}, button);
}

export function dayChip(name) {
  return element("div", { class: "day" }, name);
}

export function typingRow() {
  return element("div", { class: "row in fresh", "data-testid": "typing" },
    element("div", { class: "bubble typing" }, element("i"), element("i"), element("i")));
}
