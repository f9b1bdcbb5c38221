// What a stage says in words, to those who do not see its pictures: epoch, cost, accuracy, and what the boundary parts.

import { eachOutput } from "./network.js";
import { countRegions } from "./regions.js";
import { fillLabel, make, setText } from "./surface.js";

/** While it plays it is said again after so long: more often nobody could listen to the end. */
const SPOKEN_EVERY_MS = 10000;
/** Of another run it is said after so long: a knob that is dragged begins many. */
const SPOKEN_ANEW_MS = 2000;
/** The epoch on screen must have stayed for so long. */
const SPOKEN_REST_MS = 300;

let spokenStages = 0;

/** A status that is read out politely: the epoch, then a paragraph for each network, which describes its map too. */
export class Spoken {
  constructor() {
    this.name = `stage-spoken-${spokenStages++}`;
    this.epoch = make("p", { id: `${this.name}-epoch` });
    const status = { className: "stage-spoken", role: "status", "aria-live": "polite", "aria-atomic": "true" };
    this.element = make("div", { ...status, "data-testid": "spoken" }, this.epoch);
    this.paragraphs = [];
    this.recipe = null;
    /** Recipe and epoch that were said last, those that are on screen, and since when. */
    this.said = "";
    this.saidAt = -Infinity;
    this.place = "";
    this.since = 0;
  }

  /** Another run or language: a paragraph for each of these maps. */
  takeMaps(maps) {
    while (this.paragraphs.length > maps.length) this.paragraphs.pop().remove();
    while (this.paragraphs.length < maps.length) {
      const paragraph = make("p", { id: `${this.name}-${this.paragraphs.length}` });
      this.paragraphs.push(paragraph);
      this.element.append(paragraph);
    }
    maps.forEach((map, k) => map.setAttribute("aria-describedby", `${this.epoch.id} ${this.paragraphs[k].id}`));
    this.said = "";
  }

  /** Says what a view shows if it is time to; true while it waits for what is on screen to come to rest. */
  follow(view, now) {
    const { player } = view;
    if (player.shown < 0 || player.held) return false;
    const place = `${player.recipe} ${player.shown}`;
    if (player.playing) {
      const pause = player.recipe === this.recipe ? SPOKEN_EVERY_MS : SPOKEN_ANEW_MS;
      if (now - this.saidAt >= pause) this.say(view, place, now);
      return false;
    }
    if (place === this.said) return false;
    if (place !== this.place || view.transport.dragging) {
      this.place = place;
      this.since = now;
    }
    if (now - this.since < SPOKEN_REST_MS) return true;
    this.say(view, place, now);
    return false;
  }

  say(view, place, now) {
    const { player, labels, numbers } = view;
    this.recipe = player.recipe;
    this.said = place;
    this.saidAt = now;
    setText(this.epoch, fillLabel(labels.spoken_epoch, { epoch: numbers.epoch(player.shown) }));
    view.networks().forEach((network, k) => setText(this.paragraphs[k], inWords(network, labels, numbers)));
  }
}

/**
 * A network in words.
 *
 * @param {object} network `run` says what it is and `name` what it is called ("" for the only one); `evaluator` holds its
 *     output over the map; `points` are those that it learns; of a frame's `values`, its measures stand at `measures`
 *     and its parameters at `parameters`.
 */
function inWords({ run, name, evaluator, points, values, measures, parameters }, labels, numbers) {
  const classes = run.problem === "classification";
  const measured = (at) => ({ loss: numbers.loss(values[at]), accuracy: numbers.share(values[at + 1]) });
  const outputs = (visit) => eachOutput(run, points.train, values, parameters, visit);
  const sentences = [];
  if (!Number.isFinite(values[measures])) sentences.push(labels.spoken_diverged);
  else sentences.push(fillLabel(classes ? labels.spoken_classes : labels.spoken_values, measured(measures)));
  if (Number.isFinite(values[measures + 2])) {
    sentences.push(fillLabel(classes ? labels.spoken_test_classes : labels.spoken_test_values, measured(measures + 2)));
  }
  sentences.push(...(classes ? sidesInWords(outputs, evaluator, labels, numbers) : [rangesInWords(outputs, labels, numbers)]));
  const text = sentences.join(" ");
  return name ? fillLabel(labels.spoken_network, { name, text }) : text;
}

/** How many points lie on the side of their class, and how many regions the boundary makes. */
function sidesInWords(outputs, evaluator, labels, numbers) {
  const all = [0, 0];
  const right = [0, 0];
  outputs((z2, y) => {
    all[y]++;
    if (z2 > 0 === y > 0) right[y]++;
  });
  const [zero, one] = countRegions(evaluator.z2, evaluator.size);
  const write = (count) => numbers.epoch(count);
  const counted = { right_0: write(right[0]), all_0: write(all[0]), right_1: write(right[1]), all_1: write(all[1]) };
  const sides = fillLabel(labels.spoken_sides, counted);
  if (!zero || !one) return [sides, fillLabel(labels.spoken_one_side, { side: one ? 1 : 0 })];
  return [sides, fillLabel(labels.spoken_regions, { regions_0: write(zero), regions_1: write(one) })];
}

/** What the predictions for the points span, and what the points' own values do. */
function rangesInWords(outputs, labels, numbers) {
  const predicted = [Infinity, -Infinity];
  const given = [Infinity, -Infinity];
  const widen = (span, value) => {
    span[0] = Math.min(span[0], value);
    span[1] = Math.max(span[1], value);
  };
  outputs((z2, y) => {
    widen(predicted, z2);
    widen(given, y);
  });
  const [low, high, data_low, data_high] = [...predicted, ...given].map((value) => numbers.scientific(value));
  return fillLabel(labels.spoken_ranges, { low, high, data_low, data_high });
}
