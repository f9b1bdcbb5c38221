// Teacher's mode, for a projector: everything is larger, and what a class need not see is away. The style sheets do
// that, by a class of the whole page; how much larger follows from the window.

import { keepText, keptText } from "./kept.js";

const PRESENTING = "shallownet-presenting";
/** Kept as long as the tab is there, across pages and reloads. */
const PRESENTING_KEPT = "shallownet_presenting";
/** The window that the page is laid out for in this mode; a larger one shows the same, magnified. */
const LAID_OUT = { width: 1024, height: 576 };
const LEAST_MAGNIFIED = 1.1;
const MOST_MAGNIFIED = 4;

const watchers = new Set();
let magnified = 1;

export function isPresenting() {
  return document.documentElement.classList.contains(PRESENTING);
}

/** How many pixels of the page one of the stage's takes. */
export function magnification() {
  return magnified;
}

/** Calls `watcher` whenever the mode or, within it, the window has changed; the function returned ends that. */
export function watchPresenting(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function present(isOn) {
  keepText("sessionStorage", PRESENTING_KEPT, isOn ? "on" : null);
  arrange(isOn);
}

/** The mode that this tab was left in. */
export function resumePresenting() {
  if (!isPresenting() && keptText("sessionStorage", PRESENTING_KEPT) === "on") arrange(true);
}

function arrange(isOn) {
  const { classList } = document.documentElement;
  classList.toggle(PRESENTING, isOn);
  if (isOn) window.addEventListener("resize", magnify);
  else window.removeEventListener("resize", magnify);
  magnify();
}

function magnify() {
  const fitting = Math.min(window.innerWidth / LAID_OUT.width, window.innerHeight / LAID_OUT.height);
  magnified = isPresenting() ? Math.max(LEAST_MAGNIFIED, Math.min(fitting, MOST_MAGNIFIED)) : 1;
  document.documentElement.style.setProperty("--shallownet-magnification", magnified);
  for (const watcher of watchers) watcher();
}
