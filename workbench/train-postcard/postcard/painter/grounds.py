"""The eight grounds a scene can stand on."""

from typing import Callable

import numpy as np

from .colours import Colour, darker, lighter, mix
from .pen import SIZE, Pen

HORIZON = 170
GRASS = (104, 172, 76)

Ground = Callable[[Pen, Colour | None, np.random.Generator], None]


def paint_meadow(pen: Pen, colour: Colour | None, rng: np.random.Generator) -> None:
    """Flat grass with a row of flower dots."""
    main = colour or GRASS
    pen.box(0, HORIZON + 6, SIZE, SIZE, main)
    pen.box(0, HORIZON + 40, SIZE, SIZE, darker(main, 0.1))
    for index in range(9):
        x = 14 + index * 29 + rng.uniform(-5, 5)
        pen.oval(x, 236 + (index % 2) * 10, 4, 4, ((250, 240, 120), (250, 250, 250), (240, 120, 150))[index % 3])


def paint_hills(pen: Pen, colour: Colour | None, rng: np.random.Generator) -> None:
    """Three rolling lines of hills."""
    main = colour or (92, 164, 84)
    shift = rng.uniform(-12, 12)
    pen.oval(54 + shift, 206, 120, 66, lighter(main, 0.3))
    pen.oval(208 + shift, 212, 120, 62, lighter(main, 0.15))
    pen.oval(120 - shift, 262, 230, 72, main)
    pen.box(0, 244, SIZE, SIZE, main)


def paint_mountains(pen: Pen, colour: Colour | None, rng: np.random.Generator) -> None:
    """Three jagged mountains with light tops behind a strip of the same colour."""
    main = colour or (120, 122, 142)
    for centre, top, width in ((128, 66, 100), (40, 96, 84), (216, 90, 88)):
        x, y = centre + rng.uniform(-8, 8), top + rng.uniform(-6, 6)
        pen.polygon([(x - width, 212), (x, y), (x + width, 212)], main)
        pen.polygon([(x, y), (x + width, 212), (x + width * 0.1, 212)], darker(main, 0.25))
        cut = 0.26
        half, low = width * cut, y + (212 - y) * cut
        pen.polygon([(x, y), (x + half, low), (x + half * 0.3, low - 8), (x - half * 0.2, low + 5), (x - half, low)], lighter(main, 0.75))
    pen.box(0, 204, SIZE, SIZE, darker(main, 0.35))


def paint_desert(pen: Pen, colour: Colour | None, rng: np.random.Generator) -> None:
    """Sand dunes with shaded lee sides."""
    main = colour or (232, 194, 120)
    shift = rng.uniform(-10, 10)
    pen.blob([(-60, 260), (-30, 190), (70 + shift, 150), (170, 190), (300, 178), (320, 280)], main)
    pen.blob([(70 + shift, 170), (120 + shift, 182), (170, 214), (110, 214)], darker(main, 0.18))
    pen.blob([(-40, 290), (-20, 226), (110, 214), (210 + shift, 196), (290, 220), (310, 300)], lighter(main, 0.2))


def paint_forest(pen: Pen, colour: Colour | None, rng: np.random.Generator) -> None:
    """A wall of dark firs behind a strip of moss."""
    main = colour or (36, 104, 66)
    for index in range(9):
        x = index * 32 + rng.uniform(-4, 4)
        top = 88 + (index % 3) * 18 + rng.uniform(-4, 4)
        tone = mix(main, (10, 20, 20), 0.12 * (index % 2) + 0.08)
        pen.polygon([(x - 24, 208), (x, top), (x + 24, 208)], tone)
    pen.box(0, 198, SIZE, SIZE, mix(main, (120, 150, 70), 0.4))


def paint_city(pen: Pen, colour: Colour | None, rng: np.random.Generator) -> None:
    """A skyline of tall blocks with lit windows behind a street."""
    main = colour or (94, 100, 126)
    for index, top in enumerate((112, 70, 128, 92, 60, 118, 84, 130)):
        left = index * 32
        high = top + rng.uniform(-8, 8)
        pen.box(left, high, left + 33, 204, darker(main, 0.12 * (index % 3)))
        for row in range(int((190 - high) // 24)):
            for column in (7, 19):
                pen.box(left + column, high + 10 + row * 24, left + column + 8, high + 22 + row * 24, (255, 226, 130))
    pen.box(0, 200, SIZE, SIZE, darker(main, 0.45))
    pen.box(0, 200, SIZE, 206, lighter(main, 0.4))


def paint_snowfield(pen: Pen, colour: Colour | None, rng: np.random.Generator) -> None:
    """White drifts with bluish shade."""
    main = colour or (240, 246, 255)
    shift = rng.uniform(-12, 12)
    pen.oval(190 + shift, 216, 150, 56, darker(main, 0.12))
    pen.oval(60 + shift, 226, 160, 58, main)
    pen.box(0, 218, SIZE, SIZE, main)
    pen.oval(180 - shift, 262, 120, 22, darker(main, 0.10))


def paint_sea(pen: Pen, colour: Colour | None, rng: np.random.Generator) -> None:
    """Water up to a straight horizon with rows of light wave strokes."""
    main = colour or (32, 104, 168)
    pen.box(0, HORIZON, SIZE, SIZE, main)
    pen.box(0, HORIZON + 34, SIZE, SIZE, darker(main, 0.15))
    for row, y in enumerate((182, 198, 216, 236)):
        for column in range(5):
            x = column * 56 + (row % 2) * 28 + rng.uniform(-5, 5)
            pen.line([(x, y), (x + 9, y - 4), (x + 18, y), (x + 27, y - 4)], 3, lighter(main, 0.5))


GROUNDS: dict[str, Ground] = {
    "sea": paint_sea,
    "mountains": paint_mountains,
    "hills": paint_hills,
    "desert": paint_desert,
    "forest": paint_forest,
    "city": paint_city,
    "snowfield": paint_snowfield,
    "meadow": paint_meadow,
}

COLOURABLE_GROUNDS = ("mountains", "hills", "desert", "forest", "city", "sea")
