// Keyboard shortcuts of the queue. Each does the same as a button or link, which also work without JavaScript.
"use strict";

(() => {
  const cards = Array.from(document.querySelectorAll(".claim-card"));
  const boxes = Array.from(document.querySelectorAll('.claim-card input[name="claim"][form="bulk"]'));
  const selectAll = document.getElementById("select-all");
  const selected = document.getElementById("selected");

  let isLeaving = false; // a decision was sent; the cards of this page are of the past

  const marked = () => document.activeElement.closest(".claim-card");

  // A key acts on the marked card. If none is marked, it only marks the first one.
  function act(action) {
    const card = marked();
    if (card) action(card);
    else move(1);
  }

  function move(step) {
    const here = marked();
    const next = here ? cards[cards.indexOf(here) + step] : cards[0];
    if (next) {
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "start" });
    }
  }

  function submit(form) {
    if (form) form.requestSubmit();
  }

  function startReject(card) {
    const details = card.querySelector("details.reject");
    if (!details) return;
    details.open = true;
    details.querySelector("input[type=radio]").focus();
  }

  // 1, 2, 3… in an open "Reject…" choose the reason; the last one, "Other", needs a note first.
  function chooseReason(number) {
    const form = document.activeElement.closest("details.reject form");
    const radios = form ? form.querySelectorAll("input[type=radio]") : [];
    const radio = radios[number - 1];
    if (!radio) return;
    radio.checked = true;
    if (number === radios.length) form.querySelector("input[name=note]").focus();
    else submit(form);
  }

  function openSource(card) {
    const link = card.querySelector(".citations .source a") || card.querySelector(".where a[target]");
    if (link) window.open(link.href, "_blank", "noopener");
  }

  function toggleHelp() {
    const keys = document.getElementById("keys");
    keys.open = !keys.open;
    if (keys.open) keys.scrollIntoView({ block: "nearest" });
  }

  function count() {
    const chosen = boxes.filter((box) => box.checked).length;
    selected.textContent = `Selected claims: ${chosen}`;
    selectAll.checked = chosen === boxes.length;
  }

  const actions = {
    j: () => move(1),
    k: () => move(-1),
    a: () => act((card) => submit(card.querySelector("form.accept"))),
    r: () => act(startReject),
    u: () => submit(document.getElementById("undo")),
    o: () => act(openSource),
    x: () => act((card) => card.querySelector('input[type="checkbox"][form="bulk"]')?.click()),
    "?": toggleHelp,
    Escape: () => {
      const details = document.activeElement.closest("details.reject");
      if (!details) return;
      details.open = false;
      details.closest(".claim-card").focus();
    },
  };

  const isTyping = (element) =>
    element.isContentEditable ||
    element.matches("select, textarea, input:not([type=checkbox]):not([type=radio])");

  document.addEventListener("keydown", (event) => {
    if (isLeaving || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (isTyping(event.target) && event.key !== "Escape") return;
    if (/^[1-9]$/.test(event.key)) {
      chooseReason(Number(event.key));
    } else if (Object.hasOwn(actions, event.key)) {
      event.preventDefault();
      actions[event.key]();
    }
  });

  document.addEventListener("submit", () => { isLeaving = true; });
  window.addEventListener("pageshow", () => { isLeaving = false; });

  if (selectAll) {
    selectAll.closest("label").hidden = false;
    selectAll.addEventListener("change", () => {
      boxes.forEach((box) => { box.checked = selectAll.checked; });
      count();
    });
    boxes.forEach((box) => box.addEventListener("change", count));
    count();
  }

  // After a decision the URL has the id of the next claim, which is missing if another curator decided about it.
  const target = location.hash && document.getElementById(location.hash.slice(1));
  const first = target || (document.getElementById("undo") && cards[0]);
  if (first) first.focus({ preventScroll: !target });
})();
