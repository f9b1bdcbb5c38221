// How the cards of a comparison stand: in how many columns, how large their maps are, and what stands beside these.

import { CARD_ROOM, ROW_HEIGHT } from "./card.js";
import { SMALLEST_PLOT } from "./plots.js";
import { heightGrowth, spareHeight } from "./spare.js";
import { UnitTiles } from "./units.js";

/** Narrower than this there are two cards in a row, and plots stand below each other. */
const NARROW = 560;
const FOUR_ABREAST = 780;
/** Largest map by the number of networks, in a window of usual height. */
const LARGEST_SIDES = [0, 380, 330, 230, 230, 230, 230];
const SMALLEST_SIDE = 150;
/** For a class the smallest may be smaller: what counts is that all are in sight. */
const SMALLEST_IN_SIGHT = 100;
/** What the whole stage should fit into where it can. */
const STAGE_HEIGHT = 800;
const CONTROLS_HEIGHT = 108;
export const CHART_HEIGHT = 150;
export const TITLE_HEIGHT = 24;
/** A map's axis, and the room below a card. */
const AXIS_HEIGHT = 31;
const PART_GAP = 6;
const HISTOGRAM_HEIGHT = 86;
const TALL_HISTOGRAM = 150;
const CARD_GAP = 16;
const NARROW_GAP = 12;
/** Least width for numbers beside a map, and of a cell that has them there though the cards stand in one row. */
const NUMBERS_WIDTH = 104;
const WIDEST_NUMBERS = 140;
/** Height of a number beside a map, with its name above it. */
const ASIDE_ROW = 38;
const NUMBERS_BELOW = 130;
const WIDE_CELL = 420;
const WIDEST_ASIDE = 380;
/** What stands beside a single map keeps this much, however high the window is. */
const LEAST_ASIDE = 160;
const ASIDE_GAP = 24;

/** Cards in a row: the rows should be equally long. */
function cardColumns(count, width) {
  if (count === 1) return 1;
  if (width < NARROW || count === 2) return 2;
  if (count === 4) return width >= FOUR_ABREAST ? 4 : 2;
  return 3;
}

function chartColumns(count, width) {
  return width >= Math.max(1, count) * SMALLEST_PLOT ? Math.max(1, count) : 1;
}

/**
 * Chooses the columns and the size of the maps so that cards, controls and plots fit in one view.
 *
 * @param {Object} run whose networks they are.
 * @param {number} width of the stage.
 * @param {number} listed how many numbers stand on a card.
 * @param {number | null} inSight the height that there is in teacher's mode; null outside of it.
 */
export function arrangeCards(run, width, listed, inSight) {
  const count = run.networks.length;
  const charts = chartColumns(run.plots.length, width);
  const growth = inSight === null ? heightGrowth() : 1;
  const room = { run, width, listed, growth, height: null, charts, chartRows: Math.ceil(run.plots.length / charts) };
  const usual = cardColumns(count, width);
  if (inSight === null || width < NARROW) {
    room.height = STAGE_HEIGHT + spareHeight() - CONTROLS_HEIGHT - room.chartRows * CHART_HEIGHT;
    return layOut(room, usual, null, Math.round(LARGEST_SIDES[count] * growth), SMALLEST_SIDE);
  }
  // For a class the plots may lie below what is in sight, but no network: the way that has the largest maps.
  room.height = inSight - CONTROLS_HEIGHT;
  const asides = count === 1 ? [null] : ["numbers", ""];
  const ways = [usual, count].flatMap((columns) => asides.map((aside) => [columns, aside]));
  const laidOut = ways.map((way) => layOut(room, ...way, Infinity, SMALLEST_IN_SIGHT));
  return laidOut.reduce((best, one) => (one.rank > best.rank ? one : best));
}

/** The cards in so many columns, with their numbers `aside` or not; null for where they usually are. */
function layOut({ run, width, listed, growth, height, charts, chartRows }, columns, wantedAside, largest, smallest) {
  const narrow = width < NARROW;
  const { lines, histogram: hasHistogram } = run.show;
  const count = run.networks.length;
  const gap = narrow ? NARROW_GAP : CARD_GAP;
  const cell = Math.floor((width - gap * (columns - 1)) / columns);
  const aside = wantedAside === null ? asideFor(count, cell, columns, narrow) : wantedAside;
  const histogram = aside === "all" ? TALL_HISTOGRAM : HISTOGRAM_HEIGHT;
  const most = Math.max(...run.networks.map((network) => network.hidden_units));
  const isTight = largest === Infinity;
  const units = (inner) => (lines ? UnitTiles.heightFor(most, inner, isTight) : 0);
  let side = Math.min(largest, cell - CARD_ROOM - (aside === "numbers" ? NUMBERS_WIDTH : 0));
  if (aside === "all" && isTight) {
    side = Math.max(smallest, Math.min(height - TITLE_HEIGHT - AXIS_HEIGHT, Math.floor(cell / 2)));
  } else if (aside === "all") {
    side = Math.min(side, cell - CARD_ROOM - ASIDE_GAP - LEAST_ASIDE);
  } else if (!narrow) {
    const rows = Math.ceil(count / columns);
    const below = units(side) + (hasHistogram ? histogram + PART_GAP : 0) + (lines ? PART_GAP : 0);
    const list = aside ? 0 : listed * ROW_HEIGHT + PART_GAP;
    const fitting = Math.floor(height / rows - TITLE_HEIGHT - AXIS_HEIGHT - below - list);
    side = Math.min(side, Math.max(smallest, fitting));
  }
  // Below a small map the numbers may be wider than it, or they would take two lines.
  const roomBelow = isTight && !aside ? Math.min(cell - CARD_ROOM, NUMBERS_BELOW) : 0;
  const roomBeside = Math.min(Math.round(WIDEST_ASIDE * growth), cell - side - CARD_ROOM - ASIDE_GAP);
  const inner = aside === "all" ? roomBeside : Math.max(side, roomBelow);
  const numbers = Math.min(WIDEST_NUMBERS, cell - side - CARD_ROOM);
  // Numbers beside a small map may be longer than it is high.
  const isTooLong = aside === "numbers" && listed * ASIDE_ROW > (height * columns) / count - TITLE_HEIGHT;
  const high = { units: units(inner), histogram, isTight, rank: isTooLong ? 0 : side };
  return { columns, gap, side, inner, numbers, aside, ...high, charts, chartRows };
}

/** What stands beside a map: everything at a single large one, the numbers where there is more width than height. */
function asideFor(count, cell, columns, narrow) {
  if (narrow) return "";
  if (count === 1) return "all";
  const isRoomy = cell > SMALLEST_SIDE + CARD_ROOM + NUMBERS_WIDTH;
  return isRoomy && (count > columns || cell >= WIDE_CELL) ? "numbers" : "";
}
