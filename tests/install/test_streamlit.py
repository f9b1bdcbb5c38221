"""What the app relies on in Streamlit beyond its stable interface; a release that drops one is named here."""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import streamlit as st
from streamlit import config

from shallownet.figures.palette import PALETTE, template
from shallownet.stage import assets
from tools.server import ROOT


def flattened(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield ``("section.option", value)`` for every option in the table."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flattened(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


THEMED = {
    "primaryColor": "accent",
    "backgroundColor": "surface",
    "textColor": "ink",
    "blueColor": "negative",
    "orangeColor": "positive",
}
OPTIONS = dict(flattened(tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))))


@pytest.mark.parametrize("option", OPTIONS)
def test_streamlit_knows_every_option_in_the_configuration(option: str):
    assert option in config.get_config_options()


# What a public host depends on, and no release or edit may change unseen.
@pytest.mark.parametrize(
    ("option", "value"),
    {
        "runner.postScriptGC": False,
        "runner.fastReruns": False,
        "logger.enableRich": False,
        "server.fileWatcherType": "none",
        "server.enableXsrfProtection": True,
        "server.enableCORS": True,
        "server.enableStaticServing": False,
        "server.enableAgentApi": False,
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "type",
    }.items(),
)
def test_the_settings_of_a_public_host(option: str, value: object):
    assert OPTIONS[option] == value


@pytest.mark.parametrize(
    ("option", "most"),
    {"server.maxUploadSize": 10, "server.maxWidgetStateSize": 2, "server.maxMessageSize": 10}.items(),
)
def test_what_may_be_sent_is_small(option: str, most: int):
    assert 0 < OPTIONS[option] <= most


@pytest.mark.parametrize("argument", ["name", "js", "css"])
def test_a_component_of_the_second_version_takes(argument: str):
    assert argument in inspect.signature(st.components.v2.component).parameters


@pytest.mark.parametrize("argument", ["key", "data", "height", "on_ask_change"])
def test_a_mounted_component_takes(argument: str):
    mount = st.components.v2.component("signature_probe", js="export default () => {}")
    parameters = inspect.signature(mount).parameters
    assert argument in parameters or any(one.kind is one.VAR_KEYWORD for one in parameters.values())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_streamlits_widgets_have_the_colours_of_the_canvas(theme: str):
    colours = PALETTE[theme]
    assert {name: OPTIONS[f"theme.{theme}.{name}"] for name in THEMED} == {
        name: colours[meaning] for name, meaning in THEMED.items()
    }
    assert OPTIONS[f"theme.{theme}.chartCategoricalColors"] == template(theme)["layout"]["colorway"]


def test_the_manifest_has_the_hash_of_the_assets():
    manifest = tomllib.loads(assets.MANIFEST.read_text(encoding="utf-8"))["tool"]["streamlit"]["component"]
    declared = [f"shallownet.{component['name']}" for component in manifest["components"]]
    assert declared == [assets.component_name()], "run `make assets`"
