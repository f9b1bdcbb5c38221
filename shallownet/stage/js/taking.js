// Buttons of the page that take along the run as it is on screen: it comes to rest there first, and they are pressed
// once the server knows where.

const TAKING = [".st-key-share button", ".st-key-take_away button"];
/** Of two messages at once Streamlit may lose one's effect: the second waits for the first one's run of the page. */
const FIRST_HEARD_MS = 150;
const LAST_HEARD_MS = 2000;
const HEARD_LOOK_MS = 50;

/**
 * Calls `rest` before the page hears of such a button; the function returned ends that.
 *
 * @param {function(): boolean} rest brings the playback to rest and tells the server; false if it rests already.
 */
export function watchTaking(rest) {
  const watch = (event) => {
    const pressed = TAKING.find((button) => event.target.closest?.(button));
    // At rest the click goes on: also the one that is made below.
    if (!pressed || !rest()) return;
    event.stopPropagation();
    event.preventDefault();
    // With the detail of a press: a click without one counts as a screen reader's, and the dialog leaves the focus to it.
    const again = new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 });
    whenHeard(() => document.querySelector(pressed)?.dispatchEvent(again));
  };
  // Captured at the document, this comes before the page's own listeners.
  document.addEventListener("click", watch, { capture: true });
  return () => document.removeEventListener("click", watch, { capture: true });
}

function whenHeard(then) {
  const since = performance.now();
  const look = () => {
    const state = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState;
    if (state !== "notRunning" && performance.now() - since < LAST_HEARD_MS) setTimeout(look, HEARD_LOOK_MS);
    else then();
  };
  setTimeout(look, FIRST_HEARD_MS);
}
