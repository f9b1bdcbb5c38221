// Elements the stage is built from: DOM nodes, canvases that follow the device's pixels, texts with numbers in them.

import { magnification } from "./presenting.js";

/** Makes an element with attributes; `text` and `className` are set as properties. Nothing is parsed as HTML. */
export function make(tag, { text, className, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Sets text only when it differs, so that an unchanged number costs no layout. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A control that a pointer can use without taking the focus, so that Space keeps meaning play and pause. */
export function keepFocusOff(element) {
  element.addEventListener("mousedown", (event) => event.preventDefault());
  return element;
}

/** Where a point of the window lies in an element, in the stage's own pixels. */
export function placeWithin(element, { clientX, clientY }) {
  const { left, top } = element.getBoundingClientRect();
  return [(clientX - left) / magnification(), (clientY - top) / magnification()];
}

/** Fills the {names} of a label with values. */
export function fillLabel(label, values) {
  return label.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** A canvas whose size is given in CSS pixels and whose drawing is as sharp as the screen. */
export class Surface {
  constructor(className) {
    // Whatever the page's language: a Korean font's own x₁ may be all but invisible.
    this.canvas = make("canvas", { className, lang: "en" });
    this.context = this.canvas.getContext("2d");
    this.width = 0;
    this.height = 0;
    this.ratio = 0;
  }

  /** Fits the canvas; true if its pixels were reset and must be drawn again. */
  resize(width, height) {
    const ratio = Math.min((window.devicePixelRatio || 1) * magnification(), 3);
    if (width === this.width && height === this.height && ratio === this.ratio) return false;
    this.width = width;
    this.height = height;
    this.ratio = ratio;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    return true;
  }

  /** The context, cleared and scaled to CSS pixels. */
  begin() {
    const { context, ratio } = this;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    return context;
  }
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A power of ten, such as 10⁻⁵. */
export function powerOfTen(power) {
  const digits = Array.from(String(Math.abs(power)), (digit) => RAISED[digit]).join("");
  return `10${power < 0 ? "⁻" : ""}${digits}`;
}

/** What JavaScript writes as -1.2e-5, as it is set in print. */
function inPrint(text) {
  const [mantissa, exponent] = text.split("e");
  return mantissa.replace("-", "−") + (exponent ? `·${powerOfTen(Number(exponent))}` : "");
}

/** Numbers as the stage writes them: undefined ones as a dash, never NaN. */
export class NumberStyle {
  constructor(locale) {
    this.integer = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
    const oneDigit = { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 };
    this.percent = new Intl.NumberFormat(locale, oneDigit);
  }

  epoch(value) {
    return Number.isFinite(value) ? this.integer.format(Math.round(value)) : "–";
  }

  loss(value) {
    if (!Number.isFinite(value)) return "–";
    if (Math.abs(value) < 1000) return value.toFixed(4);
    return Math.abs(value) < 1e6 ? value.toFixed(1) : inPrint(value.toExponential(3));
  }

  share(value) {
    return Number.isFinite(value) ? this.percent.format(value) : "–";
  }

  parameter(value) {
    if (!Number.isFinite(value)) return "–";
    const size = Math.abs(value);
    const text = size !== 0 && (size < 5e-4 || size >= 1e5) ? value.toExponential(2) : value.toFixed(4);
    return inPrint(text);
  }

  /** Two digits, with a power of ten where the number is small or large: 1.2·10⁻⁵; exactly zero is 0. */
  scientific(value) {
    if (!Number.isFinite(value)) return "–";
    const size = Math.abs(value);
    if (size === 0) return "0";
    const text = size >= 0.01 && size < 99.5 ? value.toPrecision(2) : value.toExponential(1);
    return inPrint(text);
  }

  tick(value) {
    const size = Math.abs(value);
    if (size >= 1e4) return `${+(value / 1000).toPrecision(3)}k`.replace("-", "−");
    return String(+value.toPrecision(3)).replace("-", "−");
  }
}

/** Round step (1, 2 or 5 times a power of ten) that divides `span` into at most `most` parts. */
export function niceStep(span, most) {
  const raw = span / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = raw / power;
  return power * (lead <= 1.0001 ? 1 : lead <= 2.0001 ? 2 : lead <= 5.0001 ? 5 : 10);
}
