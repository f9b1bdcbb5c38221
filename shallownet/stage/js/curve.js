// Loss and accuracy of one network against the epoch, on the training set and, dashed, on the test set.

import { SOLID } from "./categories.js";
import { Plots, SMALLEST_PLOT } from "./plots.js";
import { LinearScale, accuracies, upwards } from "./scales.js";

const TEST_DASH = [5, 3];

export class Curve extends Plots {
  constructor() {
    super();
    const plot = (name, first, scale) => ({
      title: (labels) => labels[name],
      scale,
      series: [
        { at: first + 2, style: "test", seen: false },
        { at: first, style: "train", seen: false },
      ],
    });
    const percent = (share) => `${Math.round(share * 100)} %`;
    this.loss = plot("loss", 0, new LinearScale(upwards, (value) => this.numbers.tick(value)));
    this.accuracy = plot("accuracy", 1, new LinearScale(accuracies, percent, { calm: false }));
    this.plots = [this.loss, this.accuracy];
  }

  static heightFor(width, problem, height) {
    return width < 2 * SMALLEST_PLOT && problem === "classification" ? 2 * height : height;
  }

  /** With `two`, the accuracy stands beside the loss, or below it. */
  resize(width, height, two) {
    this.plots = two ? [this.loss, this.accuracy] : [this.loss];
    this.arrange(width, height, two && width >= 2 * SMALLEST_PLOT ? 2 : 1);
  }

  legend({ series }, labels) {
    return series[0].seen ? [[labels.test, "test"], [labels.train, "train"]] : null;
  }

  strokeAs(context, style, theme) {
    const dashed = style === "test";
    context.setLineDash(dashed ? TEST_DASH : SOLID);
    context.lineWidth = dashed ? 1.5 : 1.75;
    context.strokeStyle = dashed ? theme.muted : theme.ink;
    context.lineJoin = "round";
  }

  dot(context, x, y, style, theme) {
    const train = style === "train";
    context.beginPath();
    context.arc(x, y, train ? 3.5 : 3, 0, 2 * Math.PI);
    context.fillStyle = train ? theme.ink : theme.surface;
    context.fill();
    context.strokeStyle = train ? theme.surface : theme.muted;
    context.lineWidth = 1.5;
    context.stroke();
  }
}
