// Colours and dashes that tell series apart: networks in the plots, groups of equal hidden units on the maps.

/**
 * Eight colours for each theme, apart from the two of the classes. Neighbours also differ in lightness, so that they
 * stay apart for colour-blind eyes.
 */
const COLOURS = {
  light: ["#804fbe", "#0b5a2a", "#d6479c", "#6f8a08", "#71005e", "#984d39", "#00848a", "#27279a"],
  dark: ["#b48cff", "#4fc46c", "#ff8fc4", "#d9c72e", "#12b3a6", "#d9746b", "#7d8bff", "#a39a1d"],
};
export const SOLID = [];
/** One for each network that can be compared. */
const DASHES = [SOLID, [7, 3], [2, 2], [9, 3, 2, 3], [4, 2], [12, 3, 2, 3, 2, 3]];
/** One fewer than there are colours: the same colour with the same dash comes again only after 56 groups. */
const GROUP_DASHES = [SOLID, [6, 3], [2, 2.5], [8, 3, 2, 3], [4, 2], [1, 3], [10, 4]];

/** Colour of the category with that number; they begin again after the eighth. */
export function categoryColour(number, theme) {
  const colours = COLOURS[theme.name];
  return colours[number % colours.length];
}

/** Dash of a category: the second sign, beside its colour, by which it is known. */
export function categoryDash(number) {
  return GROUP_DASHES[number % GROUP_DASHES.length];
}

/** Dash of a network's lines: the second sign, beside its colour, by which it is known. */
export function seriesDash(number) {
  return DASHES[number % DASHES.length];
}
