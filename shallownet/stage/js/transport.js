// The controls of the playback: buttons, timeline, speed, options. Real form controls, named for screen readers.

import { drawIcon } from "./icons.js";
import { SPEEDS } from "./player.js";
import { fillLabel, keepFocusOff, make, setText } from "./surface.js";

const ICONS = {
  play: "M8 5.2v13.6c0 .8.9 1.3 1.6.8l10-6.8c.6-.4.6-1.2 0-1.6l-10-6.8c-.7-.5-1.6 0-1.6.8z",
  pause: "M7 5h3.4v14H7zM13.6 5H17v14h-3.4z",
  step: "M6 6.2v11.6c0 .7.8 1.1 1.4.7l8-5.8c.5-.4.5-1 0-1.4l-8-5.8c-.6-.4-1.4 0-1.4.7zM16.6 5.5H19v13h-2.4z",
  step_back: "M18 6.2v11.6c0 .7-.8 1.1-1.4.7l-8-5.8c-.5-.4-.5-1 0-1.4l8-5.8c.6-.4 1.4 0 1.4.7zM5 5.5h2.4v13H5z",
  rewind:
    "M12 5a7 7 0 1 1-6.7 9l2-.6A4.9 4.9 0 1 0 12 7.1c-1.2 0-2.3.4-3.2 1.2L11 10.5H5V4.5l2.3 2.3A7 7 0 0 1 12 5z",
  copy: [
    "M10.6 13.4a4 4 0 0 1 0-5.7l3-3a4 4 0 0 1 5.7 5.7l-1.4 1.4-1.4-1.4 1.4-1.4a2 2 0 0 0-2.9-2.9l-3 3a2 2 0 0 0 0 2.9z",
    "M13.4 10.6a4 4 0 0 1 0 5.7l-3 3a4 4 0 0 1-5.7-5.7l1.4-1.4 1.4 1.4-1.4 1.4a2 2 0 0 0 2.9 2.9l3-3a2 2 0 0 0 0-2.9z",
  ].join(""),
  reseed: [
    "M6 3h12a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3z",
    "m0 2a1 1 0 0 0-1 1v12a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1V6a1 1 0 0 0-1-1z",
    ...["8.5 7", "15.5 7", "12 10.5", "8.5 14", "15.5 14"].map((at) => `M${at}a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3z`),
  ].join(""),
};
const OPTIONS = [
  ["hard", "hard_boundary"],
  ["test", "test_points"],
  ["lines", "all_lines"],
];

export class Transport {
  /** `act(name, value)` is told what the visitor does: play, step, seek… */
  constructor(act) {
    this.act = act;
    this.buttons = {};
    const button = (name, extra = "") => {
      const element = keepFocusOff(make("button", { type: "button", className: `stage-button ${extra}` }));
      element.append(drawIcon(ICONS[name]));
      element.addEventListener("click", () => act(name === "play" ? "toggle" : name));
      this.buttons[name] = element;
      return element;
    };
    this.pauseIcon = drawIcon(ICONS.pause);
    this.playIcon = drawIcon(ICONS.play);
    const main = button("play", "stage-main");
    main.replaceChildren(this.playIcon, this.pauseIcon);
    const buttons = make("div", { className: "stage-buttons", role: "group" });
    buttons.append(button("rewind"), button("step_back"), main, button("step"), button("reseed"), button("copy", "stage-copy"));
    this.group = buttons;

    const range = { type: "range", min: "0", max: "1", step: "1", value: "0" };
    this.timeline = make("input", { ...range, className: "stage-timeline" });
    this.timeline.addEventListener("input", () => act("seek", Number(this.timeline.value)));
    this.timeline.addEventListener("pointerdown", () => (this.dragging = true));
    for (const name of ["pointerup", "pointercancel"]) {
      this.timeline.addEventListener(name, () => {
        this.dragging = false;
        this.timeline.blur();
      });
    }

    this.speed = make("select", { className: "stage-speed" });
    this.speed.addEventListener("change", () => {
      act("speed", Number(this.speed.value));
      if (this.pointerUsed) this.speed.blur();
    });
    this.speed.addEventListener("pointerdown", () => (this.pointerUsed = true));
    this.speed.addEventListener("keydown", () => (this.pointerUsed = false));
    this.speedUnit = make("span", { className: "stage-unit" });
    const pace = make("label", { className: "stage-pace" }, this.speed, this.speedUnit);
    this.element = make("div", { className: "stage-transport" }, buttons, this.timeline, pace);

    this.options = make("div", { className: "stage-options", role: "group" });
    this.checks = {};
    for (const [name, label] of OPTIONS) {
      const input = make("input", { type: "checkbox" });
      const text = make("span");
      input.addEventListener("change", () => act("option", [name, input.checked]));
      const row = keepFocusOff(make("label", { className: "stage-option" }, input, text));
      this.options.append(row);
      this.checks[name] = { input, text, row, label };
    }
    this.dragging = false;
    this.pointerUsed = false;
    this.shownKey = "";
    this.lastMoved = 0;
  }

  /** Puts the texts of a language, and the state of an earlier mount, on the controls. */
  label(labels, player, numbers) {
    this.labels = labels;
    this.numbers = numbers;
    const keys = { step: "→", step_back: "←" };
    for (const name of ["rewind", "step_back", "step", "reseed"]) {
      this.name(this.buttons[name], labels[name], keys[name]);
    }
    this.buttons.copy.hidden = !player.run.address;
    if (player.run.address) this.name(this.buttons.copy, labels.copy_link);
    this.buttons.reseed.hidden = !player.canReseed;
    this.group.setAttribute("aria-label", labels.transport);
    this.timeline.setAttribute("aria-label", labels.timeline);
    this.speed.setAttribute("aria-label", labels.speed);
    this.speed.title = labels.speed;
    setText(this.speedUnit, labels.speed_unit);
    this.speed.replaceChildren(
      ...SPEEDS.map((speed) => {
        const text = speed === SPEEDS[0] ? fillLabel(labels.speed_slow, { speed }) : String(speed);
        return make("option", { value: speed, text });
      }),
    );
    this.showSpeed(player.speed);
    this.options.setAttribute("aria-label", labels.options);
    for (const [name, { input, text, row, label }] of Object.entries(this.checks)) {
      setText(text, labels[label]);
      input.checked = player.options[name];
      if (name === "hard") row.hidden = player.run.problem !== "classification";
      if (name === "test") row.hidden = !player.run.test;
      if (name === "lines") row.hidden = player.run.view === "comparison";
    }
    this.shownKey = "";
  }

  showSpeed(speed) {
    this.speed.value = String(speed);
  }

  name(button, label, key) {
    button.setAttribute("aria-label", label);
    button.title = key ? `${label} (${key})` : label;
  }

  /** Not the property `disabled`, which would take the keyboard's focus away from a button that switches itself off. */
  enable(button, enabled) {
    button.setAttribute("aria-disabled", String(!enabled));
  }

  /** Follows the player. The timeline's thumb is moved ten times a second while playing: its end moves with it. */
  update(player, now) {
    const { playing, canPlay, canStep, shown } = player;
    const atStart = shown <= 0;
    const key = `${playing} ${canPlay} ${canStep} ${atStart}`;
    if (key !== this.shownKey) {
      this.shownKey = key;
      this.name(this.buttons.play, playing ? this.labels.pause : this.labels.play, this.labels.space_key);
      this.playIcon.style.display = playing ? "none" : "";
      this.pauseIcon.style.display = playing ? "" : "none";
      this.enable(this.buttons.play, playing || canPlay);
      this.enable(this.buttons.step, canStep);
      this.enable(this.buttons.step_back, !atStart);
      this.enable(this.buttons.rewind, !atStart);
    } else if (playing && now - this.lastMoved < 100) return;
    this.lastMoved = now;
    if (this.dragging) return;
    const last = String(Math.max(1, player.farthest));
    if (this.timeline.max !== last) this.timeline.max = last;
    const value = String(Math.max(0, shown));
    if (this.timeline.value !== value) this.timeline.value = value;
    this.timeline.style.setProperty("--stage-progress", `${(100 * Math.max(0, shown)) / Number(last)}%`);
    if (!playing) {
      const place = { epoch: this.numbers.epoch(shown), last: this.numbers.epoch(player.farthest) };
      this.timeline.setAttribute("aria-valuetext", fillLabel(this.labels.timeline_value, place));
    }
  }
}
