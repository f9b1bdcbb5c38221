"""The stage's modules as files with a content hash in their address, or packed into one text."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

ASSETS = Path(__file__).parent / "js"
MANIFEST = Path(__file__).parents[1] / "pyproject.toml"
ENTRY = "stage.js"
PAGE = "page.js"
STYLE = "stage.css"
SITE_STYLE = "/* The bar above every page. */\n"
"""Where in the style sheet that begins which only the app's own pages need."""

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)
# Comments that have their lines to themselves; no text of the modules goes over several lines.
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?:[^*]|\*(?!/))*\*/)[ \t]*\n", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_COMPONENT = re.compile(r'^name = "stage-[0-9a-f]+"$', re.MULTILINE)


@cache
def content_hash() -> str:
    """Ten hex digits that change whenever an asset does."""
    digest = hashlib.sha256()
    for path in sorted(path for path in ASSETS.iterdir() if path.suffix in (".js", ".css")):
        digest.update(f"{path.name}\0{_read(path.name)}\0".encode())
    return digest.hexdigest()[:10]


def component_name() -> str:
    """The name under which Streamlit serves the assets. It carries the hash and is part of every address,
    so that a browser never mixes modules of two versions."""
    return f"shallownet.stage-{content_hash()}"


def modules(entry: str = ENTRY) -> list[str]:
    """The names of the modules that an entry needs, each after those it imports; the entry is the last."""
    ordered: list[str] = []

    def visit(name: str) -> None:
        if name not in ordered:
            for imported in _IMPORT.findall(_read(name)):
                visit(imported)
            ordered.append(name)

    visit(entry)
    return ordered


@cache
def packed_script(entry: str = ENTRY) -> str:
    """All modules of an entry as one ES module text, for wherever files cannot be served.

    Without comments and with short indents: a third of a page to send by mail would be these.
    """
    joined = "\n".join(_EXPORT.sub("", _IMPORT.sub("", _read(name))) for name in modules(entry))
    return _INDENT.sub(" ", _COMMENT.sub("", joined))


@cache
def packed_style(entry: str = ENTRY) -> str:
    """The style sheet's text, as far as the pages of an entry need it."""
    style = _read(STYLE)
    return style if entry == ENTRY else style[: style.index(SITE_STYLE)]


def _read(name: str) -> str:
    # Text mode: the same with the line ends of any system.
    return (ASSETS / name).read_text(encoding="utf-8")


def write_manifest() -> bool:
    """Put the present hash into the manifest that Streamlit reads; true if that changed it."""
    old = MANIFEST.read_text(encoding="utf-8")
    new, count = _COMPONENT.subn(f'name = "stage-{content_hash()}"', old)
    if count != 1:
        raise ValueError(f"{MANIFEST.name} must declare exactly one stage component, but it has {count}.")
    if new != old:
        MANIFEST.write_text(new, encoding="utf-8")
    return new != old


if __name__ == "__main__":
    print(f"{component_name()}: {'manifest updated' if write_manifest() else 'manifest up to date'}")
