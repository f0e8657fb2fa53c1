"""Whether a colour can be read on paper: the contrast of WCAG 2.2 against the lightest and the darkest tint of the ground."""

LEAST = 4.5
"""Text smaller than a heading asks for this ratio (WCAG 2.2, 1.4.3)."""
LARGE = 3
"""What headings and names need, which are larger than 18 points."""
GROUNDS = ("#fffefb", "#f8f1e0")
"""The middle and the rim of the paper's tint in the frames."""


def contrast(first: str, second: str) -> float:
    """Return the ratio of two colours, 1 to 21.

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def on_paper(colour: str) -> float:
    """Return the contrast of a colour on the worse of the paper's tints.

    >>> on_paper("#12295c") > LEAST > on_paper("#d9b55c")
    True
    """
    return min(contrast(colour, ground) for ground in GROUNDS)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
