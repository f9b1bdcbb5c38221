// On a phone the navigation is a sidebar over the page: whoever has chosen a page there wants to see it.

/** Streamlit's own width from which the navigation stands above the page. */
const COVERS = window.matchMedia("(max-width: 768px)");

function closeAfterUse(event) {
  const link = event.target.closest?.("[data-testid=stSidebarNavLink]");
  if (link && COVERS.matches) document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
}

/** Sees to that from now on. */
export function closeSidebarAfterUse() {
  document.addEventListener("click", closeAfterUse);
}
