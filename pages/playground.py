"""The playground, at /."""

from shallownet.ui import site

site.show("playground")
