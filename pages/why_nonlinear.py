"""The lesson at /why_nonlinear."""

from shallownet.ui import site

site.show("why_nonlinear")
