"""The page at /hidden_units."""

from shallownet.ui import site

site.show("hidden_units")
