"""Home, at /home."""

from shallownet.ui import site

site.show("home")
