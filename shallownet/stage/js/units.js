// A row of small maps, one for each hidden unit, framed in the colour of the group of equal units it belongs to.

import { SOLID, categoryColour, categoryDash } from "./categories.js";
import { unitRange } from "./network.js";
import { Pixels } from "./field.js";
import { Surface, make } from "./surface.js";

const LARGEST_UNIT = 40;
const SMALLEST_UNIT = 16;
const COMFORTABLE_UNIT = 26;
const UNIT_GAP = 4;
const FRAME_WIDTH = 2;

/** Side of a tile, and tiles in a row, for so many units in so much width; in few rows where height is dear. */
function unitGrid(units, width, isTight) {
  const least = isTight || units > 12 ? SMALLEST_UNIT : COMFORTABLE_UNIT;
  for (let rows = 1; ; rows++) {
    const columns = Math.ceil(units / rows);
    const tile = Math.floor((width + UNIT_GAP) / columns) - UNIT_GAP;
    if (tile >= least || columns === 1) return { columns, rows, tile: Math.max(8, Math.min(LARGEST_UNIT, tile)) };
  }
}

export class UnitTiles {
  constructor() {
    this.surface = new Surface("stage-tiles");
    this.element = make("div", { className: "stage-units", role: "img" }, this.surface.canvas);
    this.atlas = null;
  }

  static heightFor(units, width, isTight) {
    const { rows, tile } = unitGrid(units, width, isTight);
    return rows * (tile + UNIT_GAP) - UNIT_GAP;
  }

  fit(evaluator, width, height, isTight) {
    this.grid = unitGrid(evaluator.units, width, isTight);
    this.surface.resize(width, height);
    const { coarse, units } = evaluator;
    if (this.atlas?.width !== coarse || this.units !== units) {
      this.atlas = new Pixels(coarse, coarse * units);
      this.units = units;
    }
  }

  draw(evaluator, groups, theme) {
    const { atlas, grid } = this;
    const { coarse, units, run } = evaluator;
    for (let j = 0; j < units; j++) {
      const [, high, bottom] = unitRange(run, evaluator.peaks[j]);
      atlas.paint(evaluator.coarseA, j * coarse * coarse, coarse, 0, j * coarse, bottom, high, theme.soft);
    }
    atlas.flush();
    const context = this.surface.begin();
    context.lineWidth = FRAME_WIDTH;
    const { tile, columns } = grid;
    const edge = FRAME_WIDTH / 2;
    for (let j = 0; j < units; j++) {
      const x = (j % columns) * (tile + UNIT_GAP);
      const y = Math.floor(j / columns) * (tile + UNIT_GAP);
      context.drawImage(atlas.canvas, 0.5, j * coarse + 0.5, coarse - 1, coarse - 1, x, y, tile, tile);
      context.strokeStyle = categoryColour(groups[j], theme);
      context.setLineDash(categoryDash(groups[j]));
      context.strokeRect(x + edge, y + edge, tile - FRAME_WIDTH, tile - FRAME_WIDTH);
    }
    context.setLineDash(SOLID);
  }
}
