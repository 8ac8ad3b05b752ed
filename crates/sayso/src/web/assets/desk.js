// A little life in pages that work without it: keys, opening statements, what is new.

const one = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const isTyping = (target) => target.closest("input:not([type=checkbox]),textarea,select,[contenteditable]");

one(".sections [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// ---- moving: j and k go from item to item
let here = -1;
const items = () => all("[data-item]").filter((item) => item.offsetParent !== null && !item.parentElement.closest("[data-item]"));
function go(to) {
  const list = items();
  if (list.length === 0) return;
  all("[data-item].here").forEach((item) => item.classList.remove("here"));
  here = Math.max(0, Math.min(to, list.length - 1));
  const item = list[here];
  item.classList.add("here");
  item.scrollIntoView({ block: "nearest" });
  const link = item.matches("[data-review]") ? item : one("summary, a", item);
  link?.focus({ preventScroll: true });
}
const current = () => items()[here];

// ---- keys
const keys = one("#keys");
let went = 0;
const reviewKey = (key) => {
  const first = !current();
  const item = current() ?? (one("[data-review]") && (go(0), current()));
  if (!item?.matches("[data-review]")) return false;
  if (key === "n") return first || go(here + 1), true;
  const button = one(`[data-key="${key}"]`, item);
  if (!button) return false;
  if (button.matches("summary")) {
    const more = button.parentElement;
    more.open = !more.open;
    if (more.open) one("input:not([type=hidden]),select", more)?.focus();
  } else button.form.requestSubmit(button);
  return true;
};
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape") {
    if (isTyping(event.target)) event.target.blur();
    all("details.more-forms[open]").forEach((more) => (more.open = false));
    return;
  }
  if (isTyping(event.target) || (keys?.open && event.key !== "?")) return;
  const since = event.timeStamp - went;
  if (went && since < 1200) {
    went = 0;
    const link = one(`[data-go="${event.key}"]`);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  const does = {
    "/": () => one("#query, #seek")?.focus(),
    "?": () => (keys?.open ? keys.close() : keys?.showModal()),
    j: () => go(here + 1),
    k: () => go(here - 1),
    g: () => (went = event.timeStamp),
    u: () => (decided ? takeBack() : one("[data-undo] button")?.click()),
  };
  const known = does[event.key];
  if (known) { event.preventDefault(); known(); }
  else if ("axelsmn".includes(event.key) && event.key.length === 1 && reviewKey(event.key)) event.preventDefault();
});
const keysButton = one("[data-keys]");
if (keysButton && keys) { keysButton.hidden = false; keysButton.addEventListener("click", () => keys.showModal()); }

// ---- a report: a marked stretch opens its statement
const lit = (id) => {
  all(".claim.lit").forEach((claim) => claim.classList.remove("lit"));
  all(`.claim[data-says="${CSS.escape(id)}"]`).forEach((claim) => claim.classList.add("lit"));
};
function open(id) {
  const card = document.getElementById(`card-${id}`);
  if (!card) return;
  all("details.card[open]").forEach((other) => other !== card && (other.open = false));
  card.open = true;
  lit(id);
  return card;
}
addEventListener("click", (event) => {
  const claim = event.target.closest(".claim");
  if (!claim) return;
  const card = open(claim.dataset.says);
  if (!card) return;
  event.preventDefault();
  card.scrollIntoView({ block: "nearest" });
  one("summary", card).focus({ preventScroll: true });
  history.replaceState(null, "", `#card-${claim.dataset.says}`);
});
all("details.card").forEach((card) => card.addEventListener("toggle", () => card.open && lit(card.id.slice(5))));
if (location.hash.startsWith("#card-")) open(location.hash.slice(6));

// ---- review: a decision is sent without leaving the page
let decided = null;
function say(words) {
  const toast = one(".toast") ?? document.body.appendChild(Object.assign(document.createElement("p"), { className: "toast", role: "status" }));
  toast.textContent = words;
}
async function takeBack() {
  const { review, body } = decided;
  decided = null;
  await fetch(`/reviews/${review}/undo`, { method: "POST", body, headers: { accept: "application/json" } }).catch(() => null);
  location.reload();
}
addEventListener("submit", async (event) => {
  const form = event.target;
  const item = form.closest("[data-review]");
  if (!item?.closest(".queue") || !form.matches("[data-action]")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return HTMLFormElement.prototype.submit.call(form);
  const { review } = await answer.json();
  const fields = new FormData(form);
  // A mark of its own: the server does each form once.
  decided = { review, body: new URLSearchParams({ csrf: fields.get("csrf"), once: `undo-${fields.get("once")}` }) };
  say(`${fields.get("action")}: kept as decision ${review}; u takes it back`);
  const at = items().indexOf(item);
  item.remove();
  here = -1;
  if (items().some((other) => other.matches("[data-review]"))) go(at);
  else location.reload();
});

// ---- Today: what comes in while it is open
const live = one("[data-live]");
if (live) {
  let count = 0;
  const tell = (event) => {
    const change = JSON.parse(event.data);
    count += change.entries.filter((entry) => entry.kind === "version").length;
    live.hidden = false;
    live.textContent = count > 0 ? `${count} new ${count === 1 ? "report" : "reports"} since you opened this page. ` : "Something changed since you opened this page. ";
    const again = document.createElement("a");
    again.href = location.href;
    again.textContent = "Show";
    live.append(again);
  };
  // A page that nobody looks at holds no connection: browsers have few for one host.
  let stream = null;
  const listen = () => {
    if (document.hidden) { stream?.close(); stream = null; }
    else if (!stream) { stream = new EventSource("/events"); stream.addEventListener("change", tell); }
  };
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => stream?.close());
  listen();
}

// ---- the time brush of the map: drag over the days
const brush = one("[data-brush]");
if (brush) {
  const days = JSON.parse(brush.dataset.brush);
  const form = one("form", brush.parentElement);
  const chosen = one(".chosen", brush);
  const at = (event) => {
    const box = brush.getBoundingClientRect();
    return Math.max(0, Math.min(days.length - 1, Math.floor(((event.clientX - box.left) / box.width) * days.length)));
  };
  let from = null;
  brush.addEventListener("pointerdown", (event) => { from = at(event); brush.setPointerCapture(event.pointerId); });
  brush.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const [low, high] = [from, at(event)].sort((a, b) => a - b);
    const width = 100 / days.length;
    chosen.setAttribute("x", low * width);
    chosen.setAttribute("width", (high - low + 1) * width);
  });
  brush.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const [low, high] = [from, at(event)].sort((a, b) => a - b);
    from = null;
    form.elements.from.value = days[low][0];
    form.elements.to.value = days[high][1];
    form.requestSubmit();
  });
}
