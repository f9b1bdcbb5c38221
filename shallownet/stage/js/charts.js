// A comparison's plots: a line for each network, or each parameter of the first one, against the epoch.

import { parameterCount } from "./block.js";
import { SOLID, categoryColour, seriesDash } from "./categories.js";
import { Plots } from "./plots.js";
import { LinearScale, LogScale, accuracies, bothWays, counted, shares, upwards } from "./scales.js";

const PARAMETER_DASHES = { W1: SOLID, W2: [6, 3], b: [2, 2] };
/** Powers of ten that a logarithmic axis of a cost spans at least. */
const LOSS_POWERS = [-1, 0];
const DISTANCE_POWERS = [-4, 0];
/** With more lines than this their places at the epoch on screen are not marked. */
const MOST_DOTS = 12;

/** How a line is drawn: in a category's colour, or (-1) in the colour of the text. */
function lineStyle(category, dash, width = 1.75, dotted = true) {
  return { category, dash, width, dotted };
}

/** How the lines of network k look, in plots and beside its name. */
export function networkStyle(k, count) {
  return lineStyle(count === 1 ? -1 : k, seriesDash(k));
}

export function styleColour(style, theme) {
  return style.category < 0 ? theme.ink : categoryColour(style.category, theme);
}

export class Charts extends Plots {
  /** Follows another run; `parts` say where its numbers stand in a frame. */
  take(run, parts) {
    this.scanned.history = null;
    this.stillKey = "";
    this.plots = run.plots.map((wanted) => this.chart(wanted, run, parts));
  }

  chart({ kind, meter, log }, run, parts) {
    const number = (value) => this.numbers.tick(value);
    const percent = (share) => `${Math.round(share * 100)} %`;
    if (kind === "parameters") return this.parameterChart(run, parts[0], new LinearScale(bothWays, number));
    const each = (from, width = () => 1) =>
      parts.flatMap((part, k) =>
        Array.from({ length: width(k) }, (_, i) => ({
          at: from(part) + i,
          style: networkStyle(k, parts.length),
          seen: false,
        })),
      );
    if (kind === "loss") {
      const scale = log ? new LogScale(LOSS_POWERS) : new LinearScale(upwards, number);
      return { kind, title: (labels) => labels.loss, scale, series: each((part) => part.at) };
    }
    if (kind === "accuracy") {
      const scale = new LinearScale(accuracies, percent, { calm: false });
      return { kind, title: (labels) => labels.accuracy, scale, series: each((part) => part.at + 1) };
    }
    const m = run.meters.findIndex(({ name }) => name === meter);
    const { label, format } = run.meters[m];
    const scale = log
      ? new LogScale(DISTANCE_POWERS, { zero: true })
      : format === "share"
        ? new LinearScale(shares, percent)
        : format === "count"
          ? new LinearScale(counted, number, { whole: true })
          : new LinearScale(bothWays, number);
    const series = each((part) => part.meters[m], (k) => run.networks[k].widths[m]);
    return { kind, title: () => label, scale, series };
  }

  /** Every weight and bias of a network, in the colour of its hidden unit. */
  parameterChart(run, { parameters }, scale) {
    const [network] = run.networks;
    const inputs = network.features.length;
    const units = network.hidden_units;
    const count = parameterCount(network);
    const few = count <= MOST_DOTS;
    const styleOf = (i) => {
      if (i < units * inputs) return lineStyle(Math.floor(i / inputs), PARAMETER_DASHES.W1, 1.5, few);
      const k = i - units * inputs;
      if (k < units) return lineStyle(k, PARAMETER_DASHES.b, 1.5, few);
      if (k < 2 * units) return lineStyle(k - units, PARAMETER_DASHES.W2, 1.5, few);
      return lineStyle(-1, PARAMETER_DASHES.b, 1.5, few);
    };
    const series = Array.from({ length: count }, (_, i) => ({ at: parameters + i, style: styleOf(i), seen: false }));
    // Lines that coincide show the colour of the first unit, as its group does elsewhere.
    series.reverse();
    return { kind: "parameters", title: (labels) => labels.parameters, scale, series };
  }

  legend({ kind }) {
    if (kind !== "parameters") return null;
    const entry = (text, dash) => [text, lineStyle(-1, dash, 1.5)];
    return [
      entry("b₁, b₂", PARAMETER_DASHES.b),
      entry("W₂", PARAMETER_DASHES.W2),
      entry("W₁", PARAMETER_DASHES.W1),
    ];
  }

  strokeAs(context, style, theme) {
    context.setLineDash(style.dash);
    context.lineWidth = style.width;
    context.strokeStyle = styleColour(style, theme);
    context.lineJoin = "round";
  }

  dot(context, x, y, style, theme) {
    if (!style.dotted) return;
    context.beginPath();
    context.arc(x, y, 3.25, 0, 2 * Math.PI);
    context.fillStyle = styleColour(style, theme);
    context.fill();
    context.strokeStyle = theme.surface;
    context.lineWidth = 1.25;
    context.stroke();
  }
}
