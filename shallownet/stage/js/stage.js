// The stage's entry: one view per mount, one player per stage name, and the loop that joins them.

import { readBlock } from "./block.js";
import { ComparisonView } from "./comparison.js";
import { Player } from "./player.js";
import { isOfAnotherSession } from "./intake.js";
import { Players } from "./players.js";
import { Recording } from "./recording.js";
import { showSite } from "./site.js";
import { turnPage } from "./turning.js";
import { StageView } from "./view.js";

const players = new Players();
/** What is mounted where. Streamlit calls the entry again with the same element at every update. */
const viewsByParent = new WeakMap();

/** The view stays with its player: Streamlit may take an element away only to put it back. */
function takeDown(parentElement) {
  const view = viewsByParent.get(parentElement);
  if (view?.parent === parentElement) view.close();
  viewsByParent.delete(parentElement);
}

function mount(parentElement, player, View) {
  const kept = player.view;
  const view = kept instanceof View && !kept.root.isConnected ? kept : new View(player);
  player.view = view;
  view.attach(parentElement);
  viewsByParent.set(parentElement, view);
  return view;
}

/**
 * Called by Streamlit at the mount and at every update; the function returned takes the stage down once its element
 * has left the page. Streamlit also runs it when an update overtakes the call that returned it: then all stays.
 */
export default function stage(component) {
  const { data, parentElement, setTriggerValue } = component;
  const unmount = () => {
    if (!parentElement.isConnected) takeDown(parentElement);
  };
  if (!data || data.length < 4) return unmount;
  const block = readBlock(data);
  if (block.header.page) {
    turnPage(block.header.page);
    return unmount;
  }
  if (block.header.site) {
    showSite(parentElement, block.header.site, setTriggerValue);
    return unmount;
  }
  const name = block.header.stage;
  let view = viewsByParent.get(parentElement);
  const player = view?.player.stage === name ? view.player : players.named(name, block.header.recorded ? Recording : Player);
  const run = isOfAnotherSession(player, block.header) ? player.run : (block.header.run ?? player.run);
  const View = run?.view === "comparison" ? ComparisonView : StageView;
  if (view && !(view.player === player && view instanceof View)) {
    takeDown(parentElement);
    view = undefined;
  }
  view ??= mount(parentElement, player, View);
  view.receive(block, setTriggerValue);
  return unmount;
}
