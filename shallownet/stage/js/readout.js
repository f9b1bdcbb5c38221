// The numbers beside the curve and the line of messages above the controls.

import { fillLabel, make, setText } from "./surface.js";

const ROWS = ["epoch", "rate", "train_loss", "test_loss", "train_accuracy", "test_accuracy"];
/** Losses and rates are rewritten this often while playing: faster than that nobody can read them. */
const REFRESH_MS = 100;

export class Readout {
  constructor() {
    this.element = make("dl", { className: "stage-readout" });
    this.rows = {};
    for (const name of ROWS) {
      const term = make("dt");
      const value = make("dd");
      const row = make("div", { className: `stage-number stage-${name.replace("_", "-")}` }, term, value);
      this.element.append(row);
      this.rows[name] = { row, term, value };
    }
    this.lastShown = -Infinity;
  }

  label(labels, run, numbers) {
    this.numbers = numbers;
    for (const name of ROWS) setText(this.rows[name].term, labels[name]);
    const classes = run.problem === "classification";
    this.rows.train_accuracy.row.hidden = !classes;
    this.rows.test_accuracy.row.hidden = !classes || !run.test;
    this.rows.test_loss.row.hidden = !run.test;
    this.lastShown = -Infinity;
  }

  update(player, now) {
    const { offset, history, playing, pace } = player;
    const { numbers, rows } = this;
    setText(rows.epoch.value, numbers.epoch(player.shown < 0 ? NaN : player.shown));
    if (playing && now - this.lastShown < REFRESH_MS) return;
    this.lastShown = now;
    const at = (k) => (offset < 0 ? NaN : history.values[offset + k]);
    setText(rows.train_loss.value, numbers.loss(at(0)));
    setText(rows.train_accuracy.value, numbers.share(at(1)));
    setText(rows.test_loss.value, numbers.loss(at(2)));
    setText(rows.test_accuracy.value, numbers.share(at(3)));
    setText(rows.rate.value, playing ? numbers.epoch(pace.rate) : "–");
  }
}

/** What can be done about a message: a button's action and its label. */
const REMEDIES = { finished: ["goOn", "go_on"], journey: ["endJourney", "end_journey"] };
/** A message about something that was just done is shown so long. */
const NOTICE_MS = 5000;

/** The line that says, in words, what has happened; read out by screen readers when it changes. */
export class MessageLine {
  constructor(act) {
    this.text = make("span", { className: "stage-message-text" });
    this.remedy = make("button", { type: "button", className: "stage-go-on" });
    this.remedy.addEventListener("mousedown", (event) => event.preventDefault());
    this.remedy.addEventListener("click", () => act(REMEDIES[this.kind][0]));
    this.remedy.hidden = true;
    /** A link that could not be copied, to be copied by hand. */
    this.field = make("input", { type: "text", readonly: "", className: "stage-link" });
    this.field.addEventListener("focus", () => this.field.select());
    this.field.hidden = true;
    const live = make("div", { className: "stage-live", role: "status", "aria-live": "polite" }, this.text);
    this.element = make("div", { className: "stage-message" }, live, this.field, this.remedy);
    this.kind = "";
    this.key = "";
    this.link = "";
    this.saidAt = 0;
  }

  update(player, labels, numbers, now) {
    const kind = player.message;
    const end = player.end;
    // What changes all the time is renewed seldom, or a screen reader would never fall silent.
    const beat = kind === "slow" ? Math.floor(now / 5000) : kind === "journey" ? Math.floor(now / 500) : 0;
    const several = player.run?.networks?.length > 1;
    const key = `${kind} ${several} ${end?.epoch} ${beat} ${this.link} ${player.entries.refusal} ${labels.go_on}`;
    if (player.notice && kind === this.kind && kind !== "not_copied" && now - this.saidAt > NOTICE_MS) {
      player.notice = "";
    }
    if (key === this.key) return;
    this.key = key;
    this.kind = kind;
    this.saidAt = now;
    const values = {
      epoch: numbers.epoch(end?.epoch),
      last_good: numbers.epoch(end?.last_good),
      rate: numbers.epoch(player.pace.steadyRate || player.pace.rate),
      wanted: numbers.epoch(player.speed * 60),
      minutes: 15,
      here: numbers.epoch(player.farthest),
      target: numbers.epoch(player.journey?.epoch),
      characters: numbers.epoch(this.link.length),
      longest: numbers.epoch(player.run?.address?.longest),
    };
    const label = (several && labels[`message_${kind}_several`]) || labels[`message_${kind}`];
    // A refusal is the server's own sentence.
    setText(this.text, kind === "refused" ? player.entries.refusal : kind ? fillLabel(label, values) : "");
    this.element.dataset.kind = kind;
    this.remedy.hidden = !(kind in REMEDIES) || !player.isLive;
    if (!this.remedy.hidden) setText(this.remedy, labels[REMEDIES[kind][1]]);
    this.field.hidden = kind !== "not_copied";
    this.field.value = this.link;
    this.field.setAttribute("aria-label", labels.copy_link);
  }
}
