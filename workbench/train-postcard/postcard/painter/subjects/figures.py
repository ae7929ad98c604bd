"""Figures: person, snowman, robot."""

from ..colours import Colour, darker
from ..pen import Pen
from .subject import Subject

INK = (26, 22, 30)
SKIN = (236, 188, 150)
WOOD = (112, 74, 44)


def draw_person(pen: Pen, main: Colour) -> None:
    """A person seen from the front with one arm raised, in a main-colour coat."""
    for side in (-1, 1):
        pen.box(side * 0.13 - 0.085, -0.36, side * 0.13 + 0.085, 0, (50, 54, 84), 0.03)
    pen.line([(-0.22, -0.66), (-0.42, -0.42)], 0.13, main)
    pen.line([(0.22, -0.66), (0.42, -0.88)], 0.13, main)
    pen.oval(-0.43, -0.39, 0.07, 0.045, SKIN)
    pen.oval(0.43, -0.92, 0.07, 0.045, SKIN)
    pen.polygon([(-0.24, -0.74), (0.24, -0.74), (0.30, -0.30), (-0.30, -0.30)], main)
    pen.oval(0, -0.86, 0.18, 0.12, SKIN)
    pen.arch(0, -0.88, 0.20, 0.12, (74, 48, 32))
    pen.line([(0, -0.72), (0, -0.32)], 0.03, darker(main, 0.5))


def draw_snowman(pen: Pen, main: Colour) -> None:
    """A snowman of three balls with a hat and a scarf in the main colour."""
    snow, shade = (248, 250, 255), (206, 216, 232)
    pen.line([(-0.24, -0.52), (-0.50, -0.66)], 0.035, WOOD)
    pen.line([(0.24, -0.52), (0.50, -0.66)], 0.035, WOOD)
    for y, rx, ry in ((-0.20, 0.38, 0.21), (-0.50, 0.29, 0.16)):
        pen.oval(0, y, rx, ry, shade)
        pen.oval(-0.03, y - 0.01, rx * 0.9, ry * 0.9, snow)
    pen.oval(0, -0.74, 0.21, 0.13, snow)
    for y in (-0.52, -0.44):
        pen.oval(0, y, 0.035, 0.02, INK)
    pen.box(-0.24, -0.66, 0.24, -0.59, main, 0.03)
    pen.box(0.08, -0.64, 0.19, -0.46, main, 0.02)
    pen.box(-0.28, -0.86, 0.28, -0.82, darker(main, 0.3))
    pen.box(-0.17, -1.0, 0.17, -0.83, main)
    pen.oval(-0.08, -0.76, 0.03, 0.02, INK)
    pen.oval(0.08, -0.76, 0.03, 0.02, INK)
    pen.polygon([(0, -0.74), (0.20, -0.70), (0, -0.69)], (244, 120, 20))


def draw_robot(pen: Pen, main: Colour) -> None:
    """A boxy robot with an antenna, two glowing eyes and claw arms."""
    steel, shade = (200, 206, 214), darker(main, 0.4)
    pen.line([(0, -0.84), (0, -0.96)], 0.035, steel)
    pen.oval(0, -0.97, 0.05, 0.035, (250, 60, 60))
    for side in (-1, 1):
        pen.box(side * 0.15 - 0.075, -0.22, side * 0.15 + 0.075, 0, shade)
        pen.box(side * 0.16 - 0.12, -0.06, side * 0.16 + 0.12, 0, steel, 0.02)
        pen.box(side * 0.40 - 0.065, -0.54, side * 0.40 + 0.065, -0.22, shade, 0.03)
        pen.oval(side * 0.40, -0.20, 0.09, 0.06, steel)
    pen.box(-0.33, -0.58, 0.33, -0.19, main, 0.03)
    pen.box(-0.19, -0.50, 0.19, -0.30, steel, 0.02)
    pen.oval(-0.08, -0.40, 0.055, 0.042, (250, 70, 60))
    pen.oval(0.08, -0.40, 0.055, 0.042, (70, 220, 110))
    pen.box(-0.27, -0.86, 0.27, -0.61, main, 0.03)
    for side in (-1, 1):
        pen.oval(side * 0.12, -0.75, 0.085, 0.065, (255, 250, 190))
        pen.oval(side * 0.12, -0.75, 0.035, 0.028, INK)
    pen.box(-0.13, -0.66, 0.13, -0.635, INK)


FIGURES: dict[str, Subject] = {
    "person": Subject(draw_person, 108, 164, ("red", "blue", "yellow", "green"), ("city", "meadow", "snowfield")),
    "snowman": Subject(draw_snowman, 118, 162, ("red", "blue", "green", "black"), ("snowfield", "snowfield", "snowfield")),
    "robot": Subject(draw_robot, 120, 160, ("blue", "orange", "green", "purple"), ("city", "desert")),
}
