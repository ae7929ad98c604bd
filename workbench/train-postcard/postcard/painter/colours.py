"""The ten colour words and the arithmetic that painting needs on them."""

Colour = tuple[int, int, int]

COLOURS: dict[str, Colour] = {
    "red": (214, 40, 40),
    "orange": (244, 128, 24),
    "yellow": (250, 208, 30),
    "green": (44, 152, 62),
    "blue": (32, 96, 214),
    "purple": (128, 54, 176),
    "pink": (246, 120, 176),
    "white": (244, 244, 240),
    "black": (36, 36, 42),
    "brown": (130, 80, 42),
}


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Returns `first` moved towards `second` by `share` (0 keeps the first, 1 gives the second)."""
    return tuple(round(a + (b - a) * share) for a, b in zip(first, second))  # type: ignore[return-value]


def darker(colour: Colour, share: float = 0.35) -> Colour:
    """Returns the colour moved towards a warm black."""
    return mix(colour, (20, 14, 24), share)


def lighter(colour: Colour, share: float = 0.35) -> Colour:
    """Returns the colour moved towards white."""
    return mix(colour, (255, 255, 255), share)


def lit(colour: Colour, light: Colour) -> Colour:
    """Returns the colour as it looks under a light: channel by channel product."""
    return tuple(c * l // 255 for c, l in zip(colour, light))  # type: ignore[return-value]
