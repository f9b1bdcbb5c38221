"""The lesson at /derivatives."""

from shallownet.ui import site

site.show("derivatives")
