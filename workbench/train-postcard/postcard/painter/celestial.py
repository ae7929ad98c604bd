"""Things in the sky: sun, full moon, crescent moon, stars."""

import numpy as np
import skia

from .colours import Colour, lighter
from .pen import Pen

CELESTIAL = ("sun", "full moon", "crescent moon", "stars")

SUN = (255, 214, 60)
MOON = (250, 246, 220)
STAR_PLACES = ((22, 30), (64, 62), (98, 20), (140, 52), (178, 18), (226, 34), (204, 82), (30, 98), (120, 96), (242, 112))


def paint_celestial(pen: Pen, name: str, x: float, y: float, colour: Colour | None, rng: np.random.Generator) -> None:
    """Paints one celestial thing around (x, y); stars spread over the whole sky."""
    if name == "sun":
        body = colour or SUN
        pen.oval(x, y, 44, 44, lighter(body, 0.3), 70)
        pen.oval(x, y, 31, 31, body)
    elif name == "full moon":
        body = colour or MOON
        pen.oval(x, y, 40, 40, body, 60)
        pen.oval(x, y, 30, 30, body)
        for dx, dy, radius in ((-9, -8, 7), (10, 4, 6), (-5, 12, 5)):
            pen.oval(x + dx, y + dy, radius, radius, (150, 150, 150), 70)
    elif name == "crescent moon":
        paint_crescent(pen, x, y, colour or MOON)
    else:
        for star_x, star_y in STAR_PLACES:
            dx, dy = rng.uniform(-4, 4, 2)
            paint_star(pen, star_x + dx, star_y + dy, 8 if (star_x + star_y) % 4 else 10)


def paint_crescent(pen: Pen, x: float, y: float, colour: Colour) -> None:
    """Paints a crescent open to the upper right."""
    disc, bite = skia.Path(), skia.Path()
    disc.addCircle(x, y, 31)
    bite.addCircle(x + 15, y - 8, 27)
    crescent = skia.Op(disc, bite, skia.PathOp.kDifference_PathOp)
    pen.canvas.drawPath(crescent, skia.Paint(AntiAlias=True, Color=skia.Color(*colour)))


def paint_star(pen: Pen, x: float, y: float, radius: float) -> None:
    """Paints a four-pointed star."""
    inner = radius * 0.32
    points = [(0, -radius), (inner, -inner), (radius, 0), (inner, inner), (0, radius), (-inner, inner), (-radius, 0), (-inner, -inner)]
    pen.polygon([(x + dx, y + dy) for dx, dy in points], (255, 250, 214))
