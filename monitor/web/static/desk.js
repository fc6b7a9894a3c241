// Makes the desk faster by keyboard and says when the queue has changed. Everything here is also a
// link or a button: without this file nothing is missing but speed.
"use strict";

const QUIET = "input, textarea, select, [contenteditable]";
const rows = Array.from(document.querySelectorAll(".bulk table.queue tbody tr"));
let here = -1;

function stand(index) {
  if (rows.length === 0) return;
  if (rows[here]) rows[here].classList.remove("here");
  here = Math.max(0, Math.min(index, rows.length - 1));
  rows[here].classList.add("here");
  rows[here].scrollIntoView({ block: "nearest" });
  const link = rows[here].querySelector("a.what");
  if (link) link.focus({ preventScroll: true });
}

function tickOf(row) {
  return row ? row.querySelector("input[name=pick]") : null;
}

function showPicked() {
  const picked = document.querySelectorAll("input[name=pick]:checked");
  const legend = document.querySelector(".bulkbar legend");
  rows.forEach((row) => row.classList.toggle("picked", Boolean(tickOf(row) && tickOf(row).checked)));
  if (legend) legend.parentElement.classList.toggle("on", picked.length > 0);
  if (legend) legend.textContent = picked.length === 0
    ? "With the alerts that are picked" : `With the ${picked.length} picked`;
}

function pick() {
  const tick = tickOf(rows[here]);
  if (!tick) return;
  tick.checked = !tick.checked;
  showPicked();
}

function assignHere() {
  const tick = tickOf(rows[here]);
  const form = document.getElementById("bulk");
  if (!tick || !form) return press("a");
  document.querySelectorAll("input[name=pick]").forEach((other) => { other.checked = other === tick; });
  form.elements.action.value = "assign";
  form.requestSubmit();
  return true;
}

function press(key) {
  const target = document.querySelector(`[data-key="${key}"]`);
  if (!target) return false;
  if (target.tagName === "SUMMARY") {
    target.parentElement.open = true;
    const first = target.parentElement.querySelector("input:not([type=hidden]), textarea, select");
    if (first) first.focus(); else target.focus();
  } else {
    target.click();
  }
  return true;
}

function decideHere() {
  const link = rows[here] && rows[here].querySelector("a.what");
  if (!link) return press("d");
  window.location.assign(`${link.getAttribute("href")}#decide`);
  return true;
}

function help() {
  const keys = document.getElementById("keys");
  if (!keys) return;
  keys.open = !keys.open;
  keys.scrollIntoView({ block: "nearest" });
}

function search() {
  const field = document.getElementById("search");
  if (field) { field.focus(); field.select(); }
}

const KEYS = {
  j: () => stand(here + 1),
  k: () => stand(here - 1),
  x: pick,
  a: assignHere,
  d: decideHere,
  r: () => press("r"),
  t: () => press("t"),
  "/": search,
  "?": help,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target.matches(QUIET)) { event.target.blur(); return; }
  if (event.target.matches(QUIET)) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
document.addEventListener("change", (event) => {
  if (event.target.name === "pick") showPicked();
});
rows.forEach((row, index) => row.addEventListener("focusin", () => {
  if (index !== here) { if (rows[here]) rows[here].classList.remove("here"); here = index; row.classList.add("here"); }
}));

// A link that ends in #decide opens the form that it leads to.
if (window.location.hash === "#decide") press("d");

// Says when the queue has changed; asks less and less often while nothing does.
const news = document.getElementById("news");
const FIRST_MS = 10000;
const LAST_MS = 120000;
function watch(wait) {
  window.setTimeout(async () => {
    if (document.hidden) { watch(wait); return; }
    try {
      const answer = await fetch("/queue/pulse", { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const pulse = await answer.json();
        if (String(pulse.change) !== news.dataset.change) { news.hidden = false; return; }
      } else if (answer.status === 401 || answer.status === 403) return;
    } catch (error) { /* the server may be restarting: ask again later */ }
    watch(Math.min(wait * 1.5, LAST_MS));
  }, wait);
}
if (news) watch(FIRST_MS);
