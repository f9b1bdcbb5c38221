"""The lesson at /activation_functions."""

from shallownet.ui import site

site.show("activation_functions")
