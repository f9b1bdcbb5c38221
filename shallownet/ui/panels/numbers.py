"""Numbers in a panel's words: a true minus sign, a few digits, powers of ten for the very small."""

from __future__ import annotations

import math

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain(value: float, digits: int = 4) -> str:
    """A number with so many digits after the point, or as 4.54·10⁻⁵ where these show too little."""
    if value == 0.0:
        return "0"
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        text = "∞" if value > 0 else "-∞"
    elif abs(value) < 1e-3 or abs(value) >= 1e6:
        return styled(value, ".2e")
    else:
        text = f"{value:.{digits}f}"
    return text.replace("-", "−")


def styled(value: float, style: str) -> str:
    """A number in one of Python's styles, with a power of ten and a minus as they are set in print."""
    mantissa, _, exponent = format(value, style).partition("e")
    text = f"{mantissa}·10{str(int(exponent)).translate(_RAISED)}" if exponent else mantissa
    return text.replace("-", "−")


def short(value: float) -> str:
    """A number a visitor has chosen: no more digits than it needs."""
    return f"{value:g}".replace("-", "−")
