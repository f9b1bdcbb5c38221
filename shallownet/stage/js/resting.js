// When the playback has come to rest the server is told where, for what follows it on the page and in its address.

/** So long the epoch on screen must stay before the playback counts as being at rest. */
const REST_MS = 250;
/** While playing the server is told once of a run, at about this epoch. */
const FIRST_TOLD = 300;

export class Resting {
  /** `stage` is a Mounted, whose playback it watches. */
  constructor(stage) {
    this.stage = stage;
    this.place = "";
    this.since = 0;
  }

  /** Tells the server once where the playback rests; true while that may change. */
  follow(now) {
    const { player, transport } = this.stage;
    const isNews = player.toldRun !== player.runId && !player.asking.outstanding;
    if (player.playing && player.shown >= FIRST_TOLD && isNews) {
      // What follows should not wait for the first pause; but of two messages at once Streamlit may lose one's effect.
      player.toldRun = player.runId;
      this.tell();
    }
    if (player.playing || player.asking.outstanding || player.shown < 0) return false;
    if (transport.dragging) return true;
    const place = `${player.recipe} ${player.shown}`;
    if (place === player.restedAt) return false;
    if (place !== this.place) {
      this.place = place;
      this.since = now;
    }
    if (now - this.since < REST_MS) return true;
    this.sayRest();
    return false;
  }

  /** Comes to rest at the epoch on screen, and says so at once; false if it rests already. */
  restNow() {
    const { player } = this.stage;
    if (!player.run?.followed || player.shown < 0 || !player.playing) return false;
    player.pause();
    this.sayRest();
    this.stage.wake();
    return true;
  }

  sayRest() {
    const { player, address } = this.stage;
    player.restedAt = `${player.recipe} ${player.shown}`;
    address.settle();
    this.tell();
  }

  tell() {
    const { player, trigger } = this.stage;
    trigger("rest", { recipe: player.recipe, epoch: player.shown });
  }
}
