"""Things in the sky: sun, full moon, crescent moon, stars, rainbow, planet."""

import numpy as np
import skia

from .colours import Colour, lighter
from .pen import Pen

CELESTIAL = ("sun", "full moon", "crescent moon", "stars", "rainbow", "planet")

SUN = (255, 214, 60)
PLANET = (226, 158, 92)
BOW = ((226, 50, 50), (250, 150, 40), (252, 220, 60), (70, 186, 80), (60, 120, 226), (136, 70, 190))
MOON = (250, 246, 220)
STAR_PLACES = ((22, 30), (64, 62), (98, 20), (140, 52), (178, 18), (226, 34), (204, 82), (30, 98), (120, 96), (242, 112))


def paint_celestial(pen: Pen, name: str, x: float, y: float, colour: Colour | None, rng: np.random.Generator) -> None:
    """Paints one celestial thing around (x, y); stars and the rainbow spread over the whole sky."""
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
    elif name == "rainbow":
        paint_rainbow(pen)
    elif name == "planet":
        paint_planet(pen, x, y, colour or PLANET)
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


def paint_rainbow(pen: Pen) -> None:
    """Paints a rainbow of six bands from one side of the picture to the other."""
    for index, band in enumerate(BOW):
        radius = 118 - index * 7
        pen.ring(128, 152, radius, radius * 1.12, 7.5, band)


def paint_planet(pen: Pen, x: float, y: float, colour: Colour) -> None:
    """Paints a banded planet in a wide slanted ring."""
    ring = lighter(colour, 0.6)
    pen.oval(x, y, 27, 27, colour)
    pen.line([(x - 24, y + 10), (x + 24, y - 2)], 5, lighter(colour, 0.35))
    pen.line([(x - 46, y + 17), (x - 20, y + 14), (x + 20, y - 2), (x + 46, y - 17)], 6, ring)
    pen.line([(x - 46, y + 17), (x - 34, y + 1), (x - 26, y - 4)], 5, ring)
    pen.line([(x + 46, y - 17), (x + 34, y - 12), (x + 26, y - 8)], 5, ring)
