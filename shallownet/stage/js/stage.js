// The entry of the app's pages: a block is of a run, of the page round it, or of what stands above every page.

import { readBlock } from "./block.js";
import { showRun, takeDown } from "./mounting.js";
import { leaveSite, showSite } from "./site.js";
import { turnPage } from "./turning.js";

/**
 * Called by Streamlit at the mount and at every update; the function returned takes the stage down once its element
 * has left the page. Streamlit also runs it when an update overtakes the call that returned it: then all stays.
 */
export default function stage(component) {
  const { data, parentElement, setTriggerValue } = component;
  const unmount = () => {
    if (parentElement.isConnected) return;
    takeDown(parentElement);
    leaveSite(parentElement);
  };
  if (!data || data.length < 4) return unmount;
  const block = readBlock(data);
  if (block.header.page) turnPage(block.header.page);
  else if (block.header.site) showSite(parentElement, block.header.site, setTriggerValue);
  else showRun(block, parentElement, setTriggerValue);
  return unmount;
}
