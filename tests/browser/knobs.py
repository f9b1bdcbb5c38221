"""The playground's controls, as a visitor finds them: by their labels."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from shallownet.texts import labels

TEXTS = labels()
LABELS = TEXTS["controls"]


def unfold(page: Page, title: str) -> Locator:
    """Open a folded section all the way; returns it.

    What is in it moves while it opens: a button pressed then is let go beside it.
    """
    summary = page.locator("summary").filter(has=page.get_by_text(title, exact=True))
    section = page.locator("details").filter(has=summary)
    summary.click()
    expect(section).to_have_attribute("open", "")
    section.evaluate("section => Promise.all(section.getAnimations().map((opening) => opening.finished))")
    return section


class Knobs:
    """The controls of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def unfold(self, section: str) -> None:
        """Open one of the folded sections."""
        unfold(self.page, LABELS[section])

    def slider(self, field: str) -> Locator:
        """A slider's thumb."""
        return self.page.get_by_role("slider", name=LABELS[field])

    def slide(self, field: str, value: str, key: str = "ArrowRight") -> None:
        """Press a key on a slider until it shows the value."""
        thumb = self.slider(field)
        thumb.focus()
        for _ in range(100):
            if thumb.get_attribute("aria-valuetext") == value:
                return
            thumb.press(key)
        raise AssertionError(f"{field} never showed {value}")

    def menu(self, field: str) -> Locator:
        """A menu's input."""
        return self.page.get_by_role("combobox", name=LABELS[field])

    def choose(self, field: str, option: str) -> None:
        """Choose an option, by its text, from a menu."""
        menu, options = self.menu(field), self.page.get_by_role("listbox")
        # A menu just unfolded is there before it listens. And by the key: a list opened by the pointer closes
        # again if the page still scrolls to its menu.
        for _ in range(50):
            if options.count():
                break
            menu.press("ArrowDown")
            self.page.wait_for_timeout(100)
        options.get_by_role("option", name=option, exact=True).click()

    def press(self, name: str) -> None:
        """Press a button, by the name of its label."""
        self.page.get_by_role("button", name=LABELS[name], exact=True).click()

    def pill(self, feature: str) -> Locator:
        """An input of the network."""
        return self.page.get_by_role("button", name=TEXTS["features"][feature], exact=True)

    @property
    def seed(self) -> Locator:
        """The seed's number field."""
        return self.page.get_by_role("spinbutton", name=LABELS["seed"])

    def wait_for_server(self) -> None:
        """Wait until the server has nothing to do for this page."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning")
