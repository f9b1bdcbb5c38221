// The scenes of a lesson, from the keyboard.

/** Their tabs, which Streamlit draws as a row of radio buttons. */
const SCENE_TABS = ".st-key-scenes [role=radio]";

/** Goes on, or back, by so many scenes; false where there is none. */
export function turnScene(by) {
  const tabs = [...document.querySelectorAll(SCENE_TABS)];
  const here = tabs.findIndex((tab) => tab.getAttribute("aria-checked") === "true");
  const there = here < 0 ? undefined : tabs[here + by];
  there?.click();
  return there !== undefined;
}
