"""The stage's modules: a content hash in their address, and one text that holds them all."""

import re

from shallownet.stage import assets


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


def test_every_module_is_packed_once_and_after_those_it_imports():
    ordered = assets.modules()
    assert sorted(ordered) == sorted(path.name for path in assets.ASSETS.glob("*.js"))
    assert ordered[-1] == assets.ENTRY
    for place, name in enumerate(ordered):
        imported = re.findall(r'from "\./([\w-]+\.js)"', (assets.ASSETS / name).read_text(encoding="utf-8"))
        assert set(imported) <= set(ordered[:place])


def test_the_packed_text_has_one_export_and_no_name_twice():
    text = assets.packed_script()
    assert not re.search(r"^import\b", text, re.MULTILINE)
    assert re.findall(r"^export \w+", text, re.MULTILINE) == ["export default"]
    names = re.findall(r"^(?:async )?(?:function\*?|class|const|let) (\w+)", text, re.MULTILINE)
    assert len(names) == len(set(names)), "two modules use one top-level name"
