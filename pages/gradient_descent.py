"""The lesson at /gradient_descent."""

from shallownet.ui import site

site.show("gradient_descent")
