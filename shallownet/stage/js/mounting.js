// What is mounted where: one view per mount, one player per stage name.

import { ComparisonView } from "./comparison.js";
import { Player } from "./player.js";
import { isOfAnotherSession } from "./intake.js";
import { Players } from "./players.js";
import { Recording } from "./recording.js";
import { StageView } from "./view.js";

const players = new Players();
/** Streamlit calls the entry again with the same element at every update. */
const viewsByParent = new WeakMap();

/** The view stays with its player: Streamlit may take an element away only to put it back. */
export function takeDown(parentElement) {
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

/** Shows a block of a run in an element, where its stage may be already; `setTriggerValue` tells the server things. */
export function showRun(block, parentElement, setTriggerValue) {
  const name = block.header.stage;
  let view = viewsByParent.get(parentElement);
  const Kind = block.header.recorded ? Recording : Player;
  const player = view?.player.stage === name ? view.player : players.named(name, Kind);
  const run = isOfAnotherSession(player, block.header) ? player.run : (block.header.run ?? player.run);
  const View = run?.view === "comparison" ? ComparisonView : StageView;
  if (view && !(view.player === player && view instanceof View)) {
    takeDown(parentElement);
    view = undefined;
  }
  view ??= mount(parentElement, player, View);
  view.receive(block, setTriggerValue);
}
