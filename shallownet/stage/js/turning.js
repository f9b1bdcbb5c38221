// What another scene of a lesson does to the page round it: it begins at its picture, and the address names it.

/** What was done last: the same told again does nothing. */
let turnedTo = "";

/**
 * @param {{count: number, scene: string | null, names: string[]}} page how often the scene has changed; the scene that the
 *     address is to say, if no stage does; the parts of an address that it then loses.
 */
export function turnPage(page) {
  const text = JSON.stringify(page);
  if (text === turnedTo) return;
  turnedTo = text;
  if (page.count) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  if (page.scene === null) return;
  const url = new URL(location);
  for (const name of page.names) url.searchParams.delete(name);
  url.searchParams.append(page.names[0], page.scene);
  history.replaceState(history.state, "", url);
}
