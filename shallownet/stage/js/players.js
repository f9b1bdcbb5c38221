// The runs a visitor has seen, by the name of their stage: who leaves a page and comes back finds the run again.

import { Player } from "./player.js";

/** Runs kept, at most: more than the app has stages. */
const MOST_PLAYERS = 32;
/** What their frames may take in all; those of a single run are bounded by its history. */
const MOST_BYTES_HELD = 128e6;
/** Runs whose elements and canvases are kept too: others are painted anew when they come back. */
const MOST_VIEWS = 4;

export class Players {
  constructor() {
    /** Newest use last. */
    this.byName = new Map();
  }

  /** The player of that name; a new one is of that kind. */
  named(name, Kind = Player) {
    const player = this.byName.get(name) ?? new Kind(name);
    this.byName.delete(name);
    this.byName.set(name, player);
    this.forget();
    return player;
  }

  /** Lets go of what was used longest ago, where there is too much; what is on the page stays. */
  forget() {
    let count = 0;
    let bytes = 0;
    for (const [name, player] of [...this.byName].reverse()) {
      count++;
      bytes += player.history?.bytes ?? 0;
      if (player.view?.root.isConnected) continue;
      if (count > MOST_VIEWS) player.view = null;
      if (count > MOST_PLAYERS || bytes > MOST_BYTES_HELD) this.byName.delete(name);
    }
  }
}
