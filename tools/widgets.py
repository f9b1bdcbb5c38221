"""A page's widgets as a visitor at the keyboard finds them: what they show, and the key that moves them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from playwright.sync_api import Locator

_KINDS = ("stSlider", "stSelectbox", "stNumberInput", "stButtonGroup", "stRadio", "stCheckbox", "stButton")
_ANY = ", ".join(f"[data-testid={kind}]" for kind in _KINDS)
# Streamlit writes a widget's key into a class of the element round it, with "-" for what a class cannot hold.
_FIND = """widgets => widgets.map(widget => [
    widget.dataset.testid,
    [...widget.closest("[class*=st-key-]").classList].find(name => name.startsWith("st-key-")),
    (widget.querySelector("[data-testid=stWidgetLabel]") ?? widget).innerText.trim(),
    !widget.querySelector("button:disabled, input:disabled"),
])"""
_OPTIONS = 50


class Widget:
    """One widget.

    Attributes:
        kind: what Streamlit calls it in tests, ``stSlider`` for instance.
        key: the class made of its key, ``st-key-…``.
        label: what stands beside it.
        is_usable: whether it could be moved when it was found.
        root: its element.
    """

    def __init__(self, within: Locator, kind: str, key: str, label: str, is_usable: bool) -> None:
        self.kind, self.key, self.label, self.is_usable = kind, key, label, is_usable
        self.root = within.locator(f".{key} [data-testid={kind}]")
        self._page = within.page
        self._arrow = ""

    @property
    def value(self) -> str:
        """What it shows; of a button its label."""
        if self.kind == "stSlider":
            return self.root.locator("input").get_attribute("aria-valuetext") or ""
        if self.kind in ("stSelectbox", "stNumberInput"):
            return self.root.locator("input").input_value()
        if self.kind == "stButtonGroup":
            return ", ".join(self.root.locator("[data-selected=true]").all_inner_texts())
        if self.kind in ("stRadio", "stCheckbox"):
            return ", ".join(self.root.locator("label:has(input:checked)").all_inner_texts())
        return self.label

    def get_ready(self, seen: Collection[str] = (), wanted: Sequence[str] = ()) -> str | None:
        """Bring the focus to where one key is left to press, and return that key; None where there is none.

        Args:
            seen: of a widget with options, those that will not do.
            wanted: those that come first, if they are offered.
        """
        if self.kind == "stSlider":
            return self._slider_key()
        if self.kind == "stSelectbox":
            return self._option_key(seen, wanted)
        if self.kind == "stNumberInput":
            self.root.locator("input").focus()
            return "ArrowUp"
        if self.kind == "stButton":
            self.root.get_by_role("button").focus()
            return "Enter"
        if self.kind == "stButtonGroup":
            choices, key = self.root.locator("button:not([data-selected=true])"), "Enter"
        else:
            choices, key = self.root.locator("label:has(input:not(:checked))"), "Space"
        texts = choices.all_inner_texts()
        for text in _in_order(texts, seen, wanted):
            choice = choices.nth(texts.index(text))
            (choice if self.kind == "stButtonGroup" else choice.locator("input")).focus()
            return key
        return None

    def move(self, wanted: Sequence[str] = ()) -> None:
        """Move it to another value; press it, if it is a button.

        Raises:
            ValueError: if it has no other.
        """
        key = self.get_ready([self.value] if self.kind == "stSelectbox" else [], wanted)
        if key is None:
            raise ValueError(f"There is nothing to choose in {self.label!r}.")
        self._page.keyboard.press(key)

    def _slider_key(self) -> str | None:
        """The same arrow each time, the one with more room at first."""
        thumb = self.root.locator("input")
        low, now, high = thumb.evaluate("thumb => [thumb.min, thumb.value, thumb.max].map(Number)")
        if not self._arrow:
            self._arrow = "ArrowRight" if high - now >= now - low else "ArrowLeft"
        thumb.focus()
        return None if now == (high if self._arrow == "ArrowRight" else low) else self._arrow

    def _option_key(self, seen: Collection[str], wanted: Sequence[str]) -> str | None:
        field, listed = self.root.locator("input"), self._page.get_by_role("listbox")
        field.focus()
        # One that has just been drawn is there before it listens.
        for _ in range(_OPTIONS):
            if listed.count():
                break
            field.press("ArrowDown")
            self._page.wait_for_timeout(100)
        texts = listed.get_by_role("option").all_inner_texts()
        chosen = listed.locator("[role=option][data-focused=true]")
        for text in _in_order(texts, seen, wanted):
            for arrow in len(texts) * ["ArrowDown"] + len(texts) * ["ArrowUp"]:
                if chosen.all_inner_texts() == [text]:
                    return "Enter"
                field.press(arrow)
        field.press("Escape")
        return None


def widgets_of(area: Locator) -> list[Widget]:
    """Every widget of an area, in the order of the page."""
    return [Widget(area, *one) for one in area.locator(_ANY).evaluate_all(_FIND)]


def _in_order(options: Sequence[str], seen: Collection[str], wanted: Sequence[str]) -> list[str]:
    left = [option for option in options if option not in seen]
    return [option for option in wanted if option in left] or left
