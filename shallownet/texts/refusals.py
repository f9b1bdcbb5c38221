"""Why something is refused, in another language: the core says it in English, in a sentence made from a form.

A language's ``refusals.toml`` has the English forms, with {names} for what differs, and beside each its own
(that of English has them twice). What has no form there stays as it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache

from shallownet.texts import TEXTS

_NAME = re.compile(r"\\\{(\w+)\\\}")


def in_language(sentence: str, language: str) -> str:
    """A refusal in a language; the parts of its sentence are put into the language, too."""
    for form, own in _forms(language):
        found = form.fullmatch(sentence)
        if found:
            parts = {name: in_language(part, language) for name, part in found.groupdict().items()}
            return own.format(**parts)
    return sentence


def forms(language: str) -> Mapping[str, str]:
    """The language's own forms by the English ones."""
    known: Mapping[str, str] = tomllib.loads((TEXTS / language / "refusals.toml").read_text(encoding="utf-8"))
    return known


@cache
def _forms(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    # A form that says more comes first: "{count} more" would also be found in "{names} and {count} more".
    known = sorted(forms(language).items(), key=lambda form: -len(_NAME.sub("", re.escape(form[0]))))
    return tuple(
        (re.compile(_NAME.sub(r"(?P<\1>.+?)", re.escape(english)), re.S), own) for english, own in known
    )
