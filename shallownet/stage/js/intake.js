// What a block from the server does to a player: new run, new recipe, edit, frames, end. The rules of the protocol.

import { epochOf, frameWidth, framesStart, readPoints, samePoints } from "./block.js";
import { History, STEP_FRAMES } from "./history.js";

/** Frames in a first ask, or after an edit: few, so that the answer comes soon. */
export const FIRST_FRAMES = 30;

/** Takes a block. Every rule looks at what is held, never at what came before, so that repeats change nothing. */
export function takeBlock(player, block, now) {
  const { header } = block;
  if (isOfAnotherSession(player, header)) {
    offerRun(player, header, now);
    return;
  }
  player.session = header.session;
  if (header.run) loadRun(player, header, block);
  if (header.run_id !== player.runId) {
    askForRun(player, header, now);
    return;
  }
  const renewed = header.recipe !== player.recipe;
  if (renewed) adoptRecipe(player, header);
  player.query = header.query;
  if (!player.history) player.history = new History(frameWidth(player.run));
  const { history } = player;
  if (header.departure) takeDeparture(history, block);
  if (player.entries.hear(header.heard) && player.asking.outstanding?.entry) player.asking.answered(now);
  const open = header.pending === null;
  // While an edit waits for its epoch, frames of the old recipe past that epoch are no longer true.
  if ((open && !awaitsEdit(player, header)) || history.count === 0) {
    const brought = takeFrames(player, block);
    noteEnd(player, block);
    settleAsk(player, header, renewed, brought, now);
    if (brought) history.thin(player.shown);
  }
  if (player.shown < 0 && history.count) player.show(history.epochs[0]);
  if (!open && header.pending.id !== player.pendingId) answerPending(player, header, now);
  else if (renewed && history.count === 0 && header.from > -1) player.ask({ from: -1, frames: FIRST_FRAMES }, now);
  if (header.journey && header.journey.id !== player.journeyId) {
    player.journeyId = header.journey.id;
    player.travelTo(header.journey.epoch);
  }
}

/** The server has lost the session (it was started again, say) and does not know yet what this page holds. */
export function isOfAnotherSession(player, header) {
  return player.session !== null && header.session !== player.session && !header.knows_earlier && player.history?.count > 0;
}

/** Asks the new session to go on with the run held. */
function offerRun(player, header, now) {
  if (player.offeredTo === header.session && player.asking.outstanding) return;
  player.offeredTo = header.session;
  player.pendingId = null;
  player.asking.meetAnother();
  player.ask({ frames: FIRST_FRAMES }, now);
}

function loadRun(player, header, block) {
  // The same run sent again (a rerun of the page) must not rebuild the controls under the visitor's hand.
  const text = JSON.stringify(header.run);
  if (text !== player.runText) {
    player.run = header.run;
    player.runText = text;
  }
  if (header.run_id === player.runId) return;
  player.runId = header.run_id;
  // Other points are another object, also where all else that describes the run is the same: that is how a view sees
  // them. The same points, of another seed for instance, stay what they are.
  const sets = readPoints(header.run, block.floats);
  if (!player.sets || !samePoints(player.sets, sets)) player.sets = sets;
  player.reset();
}

/** A run whose data were never sent to this page: ask for them, once. */
function askForRun(player, header, now) {
  const request = player.asking.outstanding;
  if (request && request.have_run === null && request.recipe === header.recipe) return;
  player.reset();
  player.recipe = header.recipe;
  player.limit = header.limit;
  player.ask({ from: -1, frames: FIRST_FRAMES, have_run: null }, now);
}

/** Another recipe: an edit of ours goes on from the cut, anything else starts at epoch 0. */
function adoptRecipe(player, header) {
  const edited = player.recipe !== null && header.base === player.recipe && header.cut !== null && player.history;
  if (edited) {
    player.cut(header.cut);
    player.end = null;
    if (player.stopped) player.playing = true;
    player.stopped = false;
    player.pace.restart();
  } else player.reset();
  player.recipe = header.recipe;
  // Those still to come on the way are repeated when the playback gets there.
  player.cuts = header.edits;
  player.limit = edited ? Math.max(player.limit, header.limit) : header.limit;
  player.pendingId = null;
}

/** Adds the block's frames that follow what is held, or that a step between held frames asked for; how many. */
function takeFrames(player, { header, floats, words }) {
  const { history } = player;
  const width = history.width + 1;
  const last = history.last;
  let at = framesStart(header);
  if (header.from > last || tooCoarse(player, header, words, at, width)) return 0;
  const ahead = player.wantedStep - header.from;
  const isForSteps = player.wantedStep >= 0 && ahead > 0 && ahead <= STEP_FRAMES;
  let brought = 0;
  for (let k = 0; k < header.count; k++, at += width) {
    // Other frames between held ones are left out: thinned ones must not creep back.
    const wanted = epochOf(words[at]) > last || isForSteps;
    if (wanted && history.add(floats, words, at)) brought++;
  }
  return brought;
}

/** The frame of the cut epoch, last in the block: a weight was set there, or is no longer. */
function takeDeparture(history, { header, floats, words }) {
  history.replace(floats, words, framesStart(header) + header.count * (history.width + 1));
}

/** Frames recorded for a faster speed than the one chosen since. */
function tooCoarse(player, header, words, at, width) {
  const { outstanding, tries } = player.asking;
  const stride = outstanding ? outstanding.stride : player.stride;
  return tries < 2 && header.count > 1 && epochOf(words[at + width]) - epochOf(words[at]) > stride;
}

/** What a block says of its end holds only if it reaches as far as the frames held. */
function noteEnd(player, { header, words }) {
  const width = player.history.width + 1;
  const newest = header.count ? epochOf(words[framesStart(header) + (header.count - 1) * width]) : header.from;
  if (newest < 0 || newest !== player.history.last) return;
  if (!header.end || (header.end.kind === "finished" && header.end.epoch < player.limit)) return;
  player.end = header.end;
  player.endAfter = newest;
  player.wantedStep = Math.min(player.wantedStep, newest);
}

/** True for a block sent before the edit got its epoch; a new recipe, or an answer from that epoch, ends the wait. */
function awaitsEdit(player, header) {
  return player.pendingId !== null && header.from !== player.asking.outstanding?.from;
}

/** Decides whether the block answers the ask under way. */
function settleAsk(player, header, renewed, brought, now) {
  const { asking } = player;
  const request = asking.outstanding;
  if (header.pending === null) player.pendingId = null;
  if (request?.action && renewed && header.run_id === request.have_run) {
    // An edit came first and the action was for the recipe before it: once more, for this one.
    player.ask({ from: -1, frames: FIRST_FRAMES, action: request.action }, now);
  } else if (request && (renewed || answersAsk(request, header, brought, asking.tries))) {
    asking.answered(now);
    if (!renewed && !brought && !player.end) asking.rest(now);
  }
  if (player.wantedStep >= 0 && player.history.holds(player.wantedStep)) {
    player.show(player.wantedStep);
    player.wantedStep = -1;
  }
}

function answersAsk(request, header, brought, tries) {
  if (request.action || header.from !== request.from || header.pending !== null) return false;
  return brought > 0 || header.count === 0 || tries > 1;
}

/** A knob was moved: what is queued is no longer true, and the server needs the epoch on screen. */
function answerPending(player, header, now) {
  player.pendingId = header.pending.id;
  player.cut(player.shown);
  player.ask({ from: player.shown, frames: FIRST_FRAMES, pending: player.pendingId }, now);
}
