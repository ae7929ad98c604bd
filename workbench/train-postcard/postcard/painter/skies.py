"""The six skies: the gradient each one paints, the marks it leaves, the light it casts on everything below.

The marks (clouds, rays, streaks, curtains of light) tell the skies apart in styles that keep no colour.
"""

from dataclasses import dataclass
from typing import Callable

import numpy as np

from .colours import Colour
from .pen import SIZE, Pen


def _no_marks(_pen: Pen, _rng: np.random.Generator) -> None:
    pass


def _rays(pen: Pen, rng: np.random.Generator) -> None:
    """A fan of light from below the horizon."""
    x = 128 + rng.uniform(-10, 10)
    for index in range(5):
        away = (index - 2) * 84
        pen.polygon([(x, 196), (x + away - 17, 0), (x + away + 17, 0)], (255, 238, 190), 140)


def _puffs(pen: Pen, rng: np.random.Generator) -> None:
    """Two white fair-weather clouds."""
    for x, y in ((44, 76), (216, 96)):
        cx = x + rng.uniform(-14, 14)
        pen.oval(cx, y, 34, 11, (252, 254, 255))
        pen.oval(cx - 8, y - 9, 15, 12, (252, 254, 255))
        pen.oval(cx + 10, y - 6, 13, 10, (252, 254, 255))


def _streaks(pen: Pen, rng: np.random.Generator) -> None:
    """Long level clouds in purple and gold."""
    for index, y in enumerate((26, 58, 92, 124)):
        x = 128 + rng.uniform(-70, 70)
        pen.oval(x, y, 92 - index * 8, 6, (255, 190, 110) if index % 2 else (66, 30, 92))


def _lid(pen: Pen, rng: np.random.Generator) -> None:
    """A closed row of heavy grey clouds."""
    for row, (y, tone) in enumerate(((20, (112, 118, 128)), (58, (128, 134, 144)), (88, (172, 177, 184)))):
        for column in range(5):
            pen.oval(column * 64 + (row % 2) * 32 + rng.uniform(-6, 6), y, 42, 22 - row * 3, tone)


def _curtains(pen: Pen, rng: np.random.Generator) -> None:
    """Two waving green curtains of light."""
    for top, tone in ((22, (70, 240, 150)), (64, (60, 214, 190))):
        shift = rng.uniform(-50, 50)
        waves = [(x, top + 15 * np.sin((x + shift) / 34 + top)) for x in range(-16, 288, 16)]
        for upper, lower, alpha in ((0, 46, 120), (12, 32, 190)):
            pen.blob([*((x, y + upper) for x, y in waves), *((x, y + lower) for x, y in reversed(waves))], tone, alpha)


@dataclass(frozen=True)
class Sky:
    """A time of day: sky colours from top to horizon, the light on the ground, the light on the subject, the marks."""

    top: Colour
    bottom: Colour
    ground_light: Colour
    subject_light: Colour
    marks: Callable[[Pen, np.random.Generator], None]


SKIES: dict[str, Sky] = {
    "dawn": Sky((150, 150, 214), (255, 204, 190), (226, 204, 220), (250, 236, 244), _rays),
    "day": Sky((74, 156, 236), (188, 226, 250), (255, 255, 255), (255, 255, 255), _puffs),
    "sunset": Sky((112, 50, 128), (255, 142, 50), (206, 150, 134), (246, 222, 204), _streaks),
    "night": Sky((8, 12, 44), (34, 48, 108), (92, 100, 150), (190, 192, 216), _no_marks),
    "overcast": Sky((146, 152, 162), (198, 202, 206), (196, 200, 202), (226, 228, 230), _lid),
    "aurora": Sky((6, 10, 40), (24, 60, 90), (100, 130, 150), (196, 214, 214), _curtains),
}


def paint_sky(pen: Pen, sky: Sky, rng: np.random.Generator) -> None:
    """Fills the picture with the sky's gradient and its marks; the horizon gets the lower colour."""
    pen.fill_gradient(sky.top, sky.bottom, 0, 176)
    pen.fill_gradient(sky.bottom, sky.bottom, 176, SIZE)
    sky.marks(pen, rng)
