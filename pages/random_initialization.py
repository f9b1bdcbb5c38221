"""The lesson at /random_initialization."""

from shallownet.ui import site

site.show("random_initialization")
