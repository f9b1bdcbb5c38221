"""The playground page."""

from shallownet.ui import playground

playground.show()
