// The browser's address says the run on stage. It is written when something settles, never for a frame.

/** The query with a run and an epoch in it; what else it says (Streamlit's own words, for instance) stays. */
function withRun(search, { names, version }, query, epoch) {
  const others = [...new URLSearchParams(search)].filter(([name]) => !names.includes(name));
  const parts = others.map((pair) => pair.map(encodeURIComponent).join("="));
  if (query || epoch > 0) parts.push(query || `v=${version}`);
  if (epoch > 0) parts.push(`epoch=${epoch}`);
  return parts.length ? `?${parts.join("&")}` : "";
}

export class Address {
  /** `goTo(query)` is told where the visitor's Back and Forward buttons lead. */
  constructor(goTo) {
    this.goTo = goTo;
    this.player = null;
    this.query = null;
    this.session = null;
    this.isExpected = false;
    this.back = (event) => this.onBack(event);
    this.hide = () => document.visibilityState === "hidden" && this.settle();
  }

  /** The stage is on the page: the address is its own from now on. */
  open(player) {
    if (this.player) return;
    this.player = player;
    this.query = null;
    this.path = location.pathname;
    // Before Streamlit, which takes every step through the history for a change of the page.
    window.addEventListener("popstate", this.back, { capture: true });
    document.addEventListener("visibilitychange", this.hide);
  }

  close() {
    this.player = null;
    window.removeEventListener("popstate", this.back, { capture: true });
    document.removeEventListener("visibilitychange", this.hide);
  }

  /** Another recipe is on stage: a new entry in the history, so that Back undoes what was changed. */
  follow() {
    const { player } = this;
    if (!player || player.query === null) return;
    // A new session of Streamlit's begins with the address without a query.
    const isSame = player.query === this.query;
    if (isSame && player.session === this.session) return;
    const isFirst = this.query === null || this.isExpected || isSame;
    this.query = player.query;
    this.session = player.session;
    this.isExpected = false;
    this.write(isFirst ? "replaceState" : "pushState");
  }

  /** The epoch on screen will stay. */
  settle() {
    // On the way the address goes on to name the epoch ahead.
    if (this.player && this.query !== null && !this.player.journey) this.write("replaceState");
  }

  write(how) {
    const { run, shown, journey } = this.player;
    let search = withRun(location.search, run.address, this.query, journey?.epoch ?? shown);
    // Own points by the thousand: a proxy would refuse to load the page again.
    if (location.origin.length + location.pathname.length + search.length > run.address.longest) {
      search = withRun(location.search, run.address, "", 0);
    }
    const text = `${location.pathname}${search}${location.hash}`;
    if (text !== `${location.pathname}${location.search}${location.hash}`) history[how](history.state, "", text);
  }

  onBack(event) {
    if (location.pathname !== this.path || location.hash) return;
    event.stopImmediatePropagation();
    this.isExpected = true;
    this.goTo(location.search.slice(1));
  }
}

/** A link to a run at an epoch, at the address by which others come to the app. */
export function linkTo(player) {
  const { address } = player.run;
  const base = address.url || `${location.origin}${location.pathname}`;
  const search = withRun(location.search, address, player.query, player.shown);
  return base + search;
}

/** Puts a text on the clipboard, also where the page is not trusted with it; whether that worked. */
export async function copyText(text) {
  if (window.isSecureContext && navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) {
      console.info("The clipboard is not to be had this way:", error.message);
    }
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.setAttribute("readonly", "");
  field.style.cssText = "position:fixed;top:0;left:0;opacity:0";
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  focused?.focus?.({ preventScroll: true });
  return isCopied;
}
