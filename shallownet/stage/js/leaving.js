// The visitor on the way to another page. What a stage says then still goes under the old page's name: Streamlit would
// run it after the new page, and leave the old one there, without its elements. So the two never cross: what has been
// said goes out before the new page is asked for, and from then on the stage is silent.

/** Another page is there sooner, or is not coming. */
const LONGEST_MS = 10000;

/** The link that a click follows to another page of the app in this tab, if it does. */
function linkAway(event) {
  const link = event.target.closest?.("a[href]");
  const isElsewhere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || isElsewhere || (link.target && link.target !== "_self")) return null;
  return link.origin === location.origin && link.pathname !== location.pathname ? link : null;
}

export class Leaving {
  constructor() {
    this.until = 0;
    this.waiting = 0;
    this.onClick = (event) => {
      const link = linkAway(event);
      if (link) this.begin(event, () => link.click());
    };
    this.onStep = (event) => {
      if (location.pathname === this.path) return;
      this.begin(event, () => window.dispatchEvent(new PopStateEvent("popstate", { state: event.state })));
    };
  }

  /** Holds the event back, and `again` repeats it, if something said a moment ago has not gone out yet. */
  begin(event, again) {
    this.until = performance.now() + LONGEST_MS;
    if (!this.waiting) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    setTimeout(again);
  }

  /** Says something to the server with `send`, unless the visitor is leaving. */
  say(send) {
    if (performance.now() < this.until) return;
    send();
    // Streamlit sends what is said at its next timer, which comes before this one.
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => (this.waiting = 0));
  }

  /** The stage is on the page. */
  open() {
    this.until = 0;
    this.path = location.pathname;
    // Before Streamlit, which asks for the page at once.
    window.addEventListener("click", this.onClick, { capture: true });
    window.addEventListener("popstate", this.onStep, { capture: true });
  }

  close() {
    window.removeEventListener("click", this.onClick, { capture: true });
    window.removeEventListener("popstate", this.onStep, { capture: true });
  }
}
