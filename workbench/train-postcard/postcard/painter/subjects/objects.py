"""Objects that stand for a film: heart, piano."""

from ..colours import Colour, darker, lighter
from ..pen import Pen
from .subject import Subject


def draw_heart(pen: Pen, main: Colour) -> None:
    """A floating heart with a light spot."""
    for side in (-1, 1):
        pen.oval(side * 0.24, -0.72, 0.27, 0.27, main)
    pen.polygon([(-0.49, -0.62), (-0.2, -0.85), (0.2, -0.85), (0.49, -0.62), (0, 0)], main)
    pen.oval(-0.26, -0.78, 0.09, 0.09, lighter(main, 0.6))
    pen.line([(0.44, -0.56), (0.06, -0.10)], 0.05, darker(main, 0.3))


def draw_piano(pen: Pen, main: Colour) -> None:
    """A grand piano: a raised lid, a curved body, a row of keys, three legs."""
    shade = darker(main, 0.45)
    for x in (-0.40, -0.05, 0.36):
        pen.box(x - 0.035, -0.36, x + 0.035, 0, shade)
    pen.line([(0.20, -0.56), (0.26, -0.86)], 0.03, (200, 200, 204))
    pen.blob([(-0.44, -0.50), (-0.20, -1.06), (0.30, -1.10), (0.54, -0.94), (0.34, -0.52)], lighter(main, 0.2))
    pen.polygon([(-0.46, -0.56), (0.46, -0.56), (0.40, -0.32), (-0.46, -0.32)], main)
    pen.box(-0.52, -0.44, -0.10, -0.34, (250, 250, 246))
    for index in range(5):
        pen.box(-0.48 + index * 0.08, -0.44, -0.445 + index * 0.08, -0.385, (20, 20, 24))


OBJECTS: dict[str, Subject] = {
    "heart": Subject(draw_heart, 128, 122, ("red", "red", "pink"), ("meadow", "sea", "hills"), lift=40),
    "piano": Subject(draw_piano, 168, 140, ("black", "black", "brown", "white"), ("city", "meadow", "sea")),
}
