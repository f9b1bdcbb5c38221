"""The lesson at /backpropagation."""

from shallownet.ui import site

site.show("backpropagation")
