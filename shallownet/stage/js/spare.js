// A window may be higher than the one that the pages are laid out for: what is spare goes to the pictures.

const LAID_OUT_HEIGHT = 900;

/** Pixels of height that are spare. */
export function spareHeight() {
  return Math.max(0, window.innerHeight - LAID_OUT_HEIGHT);
}

/** How many times as high as laid out for the window is; never less than once. */
export function heightGrowth() {
  return 1 + spareHeight() / LAID_OUT_HEIGHT;
}
