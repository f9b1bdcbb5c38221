"""The stage's modules: a content hash in their address, and one text that holds them all."""

import re

import pytest

from shallownet.stage import assets

ENTRIES = [assets.ENTRY, assets.PAGE]


def test_the_manifest_names_the_present_content():
    manifest = assets.MANIFEST.read_text(encoding="utf-8")
    assert f'name = "stage-{assets.content_hash()}"' in manifest, "run `make assets`"


def test_the_hash_follows_the_content(tmp_path, monkeypatch):
    for path in assets.ASSETS.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(assets, "ASSETS", tmp_path)
    compute = assets.content_hash.__wrapped__
    before = compute()
    assert before == assets.content_hash()
    entry = tmp_path / assets.ENTRY
    entry.write_bytes(entry.read_bytes() + b" ")
    assert compute() != before


def test_every_module_is_needed_by_an_entry():
    needed = {name for entry in ENTRIES for name in assets.modules(entry)}
    assert needed == {path.name for path in assets.ASSETS.glob("*.js")}


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_module_is_packed_once_and_after_those_it_imports(entry):
    ordered = assets.modules(entry)
    assert len(set(ordered)) == len(ordered)
    assert ordered[-1] == entry
    for place, name in enumerate(ordered):
        imported = re.findall(r'from "\./([\w-]+\.js)"', (assets.ASSETS / name).read_text(encoding="utf-8"))
        assert set(imported) <= set(ordered[:place])


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_packed_text_exports_the_entry_alone_and_has_no_name_twice(entry):
    text = assets.packed_script(entry)
    assert not re.search(r"^import\b", text, re.MULTILINE)
    assert re.findall(r"^export \w+", text, re.MULTILINE) == ["export default"] * (entry == assets.ENTRY)
    names = re.findall(r"^(?:async )?(?:function\*?|class|const|let) (\w+)", text, re.MULTILINE)
    assert len(names) == len(set(names)), "two modules use one top-level name"


def test_a_page_that_holds_a_run_carries_nothing_of_the_app_s_own_pages():
    assert "site.js" not in assets.modules(assets.PAGE)
    assert ".shallownet-stage" in assets.packed_style(assets.PAGE)
    for name in (".shallownet-site", ".site-", ".sheet-", ".callout-"):
        assert name in assets.packed_style()
        assert name not in assets.packed_style(assets.PAGE)
