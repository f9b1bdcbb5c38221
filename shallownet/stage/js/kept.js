// What the browser keeps for this page; where it keeps nothing, in a frame for instance, nothing breaks.

/** What is kept under a name; null for nothing. `where` is "localStorage" or "sessionStorage". */
export function keptText(where, name) {
  try {
    return window[where].getItem(name);
  } catch (error) {
    console.info("Nothing is kept here:", error.message);
    return null;
  }
}

/** Keeps a text under a name, or with null nothing; whether that worked. */
export function keepText(where, name, text) {
  try {
    if (text === null) window[where].removeItem(name);
    else window[where].setItem(name, text);
    return true;
  } catch (error) {
    console.info("This cannot be kept:", error.message);
    return false;
  }
}
