"""What axe-core and the tests' own rules find on a page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = ("serious", "critical")
EXCLUDED = (
    # All of Streamlit 1.67.0. It names a toast after a title that it does not have, and takes no other name.
    ("aria-dialog-name", ".stToast"),
    # On a phone the navigation's sections are elements of its list, with their pages inside.
    ("list", "[data-testid=stSidebarNavItems]"),
    ("listitem", "[data-testid=stSidebarNavItems] li"),
    # Formulas and tables wider than a phone have no place for a tabindex. Firefox and, from 130 on, Chrome
    # stop at what scrolls without one: https://developer.chrome.com/blog/keyboard-focusable-scrollers
    ("scrollable-region-focusable", ".katex-display, [data-testid=stTable] > *"),
)
"""Rules, and the elements for which what they find is Streamlit's alone to change."""

FIND = """async ([levels, excluded]) => {
    const {violations} = await axe.run(document, {
        resultTypes: ["violations"], runOnly: {type: "tag", values: levels},
    });
    const isExcluded = (rule, target) => {
        // Of a frame's content the target is the way there.
        const element = target.length === 1 && document.querySelector(target[0]);
        return element && excluded.some(([name, selector]) => name === rule && element.matches(selector));
    };
    const tell = (id, impact) => ({html, failureSummary}) =>
        ({id, impact, html: html.slice(0, 200), why: failureSummary.split("\\n")[1]?.trim()});
    return violations.flatMap(({id, impact, nodes}) =>
        nodes.filter(({target}) => !isExcluded(id, target)).map(tell(id, impact)));
}"""
PICTURES = """() => {
    const name = element => (element?.getAttribute("aria-label") || element?.getAttribute("alt"))?.trim();
    const drawings = document.querySelectorAll("canvas, [data-testid=stPlotlyChart], img, iframe, video");
    // Plotly keeps one out of sight to measure with.
    const others = "[aria-hidden=true], button, a, [data-testid=stPlotlyChart], #js-plotly-tester";
    const vectors = [...document.querySelectorAll("svg")].filter(svg => !svg.closest(others));
    return [...drawings, ...vectors].filter(one => {
        if (!one.checkVisibility()) return false;
        // What is drawn in several layers is one picture.
        const whole = one.closest("[role=img], [role=figure], [role=application]");
        return !name(one) && !name(whole) && !one.title?.trim();
    }).map(one => one.outerHTML.slice(0, 200));
}"""


def complaints(page: Page) -> list[Any]:
    """What axe-core calls serious or critical on a page, as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(FIND, [LEVELS, EXCLUDED])
    return [one for one in found if one["impact"] in GRAVE]


def nameless_pictures(page: Page) -> list[str]:
    """Charts, canvases and images that have no words for those who do not see them."""
    found: list[str] = page.evaluate(PICTURES)
    return found


def assert_accessible(page: Page, where: str = "") -> None:
    """Neither axe-core nor a look at the pictures finds anything."""
    found = complaints(page)
    told = "\n".join(f"{one['id']} ({one['impact']}): {one['why']}\n    {one['html']}" for one in found)
    assert not found, f"{where}\n{told}"
    nameless = nameless_pictures(page)
    assert not nameless, f"{where}: {nameless}"
