"""Vehicles: boat, train, car, bicycle, rocket, balloon, plane, ship, tank. They head to the right or upwards."""

from ..colours import Colour, darker, lighter
from ..pen import Pen
from .subject import Subject

GLASS = (190, 226, 246)
TYRE = (30, 28, 34)
STEEL = (190, 190, 196)


def draw_boat(pen: Pen, main: Colour) -> None:
    """A sailing boat: a main-colour hull and two white sails."""
    pen.box(-0.02, -1.0, 0.02, -0.2, (96, 66, 44))
    pen.polygon([(0.05, -0.96), (0.05, -0.30), (0.44, -0.30)], (250, 248, 240))
    pen.polygon([(-0.05, -0.86), (-0.05, -0.30), (-0.38, -0.30)], (226, 222, 214))
    pen.polygon([(-0.48, -0.24), (0.50, -0.24), (0.32, 0), (-0.34, 0)], main)
    pen.polygon([(-0.48, -0.24), (0.50, -0.24), (0.47, -0.18), (-0.44, -0.18)], lighter(main, 0.5))
    pen.polygon([(0.0, -1.0), (-0.16, -0.95), (0.0, -0.90)], main)


def draw_train(pen: Pen, main: Colour) -> None:
    """A steam engine: boiler, cab, chimney with smoke, red wheels on a rail."""
    shade = darker(main, 0.4)
    for x, y, r in ((0.28, -0.88, 0.09), (0.10, -0.94, 0.11), (-0.12, -0.96, 0.10)):
        pen.oval(x, y, r, r * 0.9, (236, 236, 240))
    pen.box(-0.54, -0.045, 0.54, 0.01, (80, 64, 56))
    pen.box(0.24, -0.78, 0.36, -0.50, shade)
    pen.box(0.20, -0.82, 0.40, -0.74, shade)
    pen.box(-0.16, -0.58, 0.44, -0.22, main, 0.10)
    pen.box(-0.46, -0.78, -0.08, -0.18, main)
    pen.box(-0.52, -0.86, -0.03, -0.76, shade)
    pen.box(-0.38, -0.68, -0.17, -0.46, GLASS)
    pen.box(-0.50, -0.28, 0.46, -0.19, shade)
    pen.polygon([(0.42, -0.24), (0.54, -0.04), (0.42, -0.04)], shade)
    for x, r in ((-0.30, 0.155), (0.04, 0.12), (0.29, 0.12)):
        pen.oval(x, -r - 0.01, r * 0.92, r, TYRE)
        pen.oval(x, -r - 0.01, r * 0.5, r * 0.55, STEEL)


def draw_car(pen: Pen, main: Colour) -> None:
    """A rounded car seen from the side."""
    pen.blob([(-0.40, -0.40), (-0.26, -1.0), (0.14, -1.08), (0.36, -0.40), (0.0, -0.30)], main)
    pen.polygon([(-0.24, -0.52), (-0.17, -0.82), (-0.02, -0.84), (-0.02, -0.52)], GLASS)
    pen.polygon([(0.03, -0.52), (0.03, -0.84), (0.13, -0.82), (0.25, -0.52)], GLASS)
    pen.box(-0.50, -0.54, 0.50, -0.16, main, 0.12)
    pen.box(-0.50, -0.27, 0.50, -0.18, darker(main, 0.4), 0.03)
    pen.oval(0.46, -0.40, 0.045, 0.065, (255, 240, 150))
    for x in (-0.28, 0.28):
        pen.oval(x, -0.17, 0.125, 0.20, TYRE)
        pen.oval(x, -0.17, 0.06, 0.095, STEEL)


def draw_bicycle(pen: Pen, main: Colour) -> None:
    """A bicycle with two big wheels and a thick main-colour frame."""
    rear, front, pedal = (-0.29, -0.31), (0.29, -0.31), (-0.04, -0.31)
    seat, head = (-0.12, -0.78), (0.20, -0.80)
    for x, y in (rear, front):
        pen.ring(x, y, 0.185, 0.27, 0.055, TYRE)
        pen.oval(x, y, 0.03, 0.045, STEEL)
    for run in ([rear, seat, head, pedal, rear], [seat, pedal], [head, front]):
        pen.line(run, 0.06, main)
    pen.line([head, (0.17, -0.96), (0.30, -0.98)], 0.05, TYRE)
    pen.line([(-0.22, -0.84), (-0.05, -0.84)], 0.07, TYRE)
    pen.line([pedal, (0.02, -0.16)], 0.04, STEEL)


def draw_rocket(pen: Pen, main: Colour) -> None:
    """A rocket on its flame: a white body with main-colour nose and fins and one round window."""
    pen.blob([(-0.15, -0.26), (0.15, -0.26), (0.11, -0.10), (0, 0.06), (-0.11, -0.10)], (255, 150, 20))
    pen.blob([(-0.08, -0.26), (0.08, -0.26), (0.05, -0.14), (0, -0.06), (-0.05, -0.14)], (255, 236, 120))
    for side in (-1, 1):
        pen.polygon([(side * 0.18, -0.52), (side * 0.46, -0.18), (side * 0.16, -0.26)], main)
    pen.blob([(-0.28, -0.24), (-0.24, -0.60), (0, -1.16), (0.24, -0.60), (0.28, -0.24)], main)
    pen.box(-0.225, -0.62, 0.225, -0.32, (240, 240, 244))
    pen.oval(0, -0.48, 0.12, 0.085, darker(main, 0.6))
    pen.oval(0, -0.48, 0.085, 0.06, (120, 210, 250))


def draw_balloon(pen: Pen, main: Colour) -> None:
    """A hot-air balloon with light stripes and a basket."""
    pen.line([(-0.22, -0.36), (-0.09, -0.12)], 0.02, (90, 66, 46))
    pen.line([(0.22, -0.36), (0.09, -0.12)], 0.02, (90, 66, 46))
    pen.blob([(-0.56, -0.66), (-0.40, -1.04), (0.40, -1.04), (0.56, -0.66), (0.16, -0.20), (-0.16, -0.20)], main)
    stripe = lighter(main, 0.6) if min(main) < 200 else (220, 90, 80)
    pen.blob([(-0.17, -0.66), (-0.14, -1.10), (0.14, -1.10), (0.17, -0.66), (0.07, -0.18), (-0.07, -0.18)], stripe)
    pen.box(-0.12, -0.15, 0.12, 0, (140, 92, 52), 0.02)


def draw_plane(pen: Pen, main: Colour) -> None:
    """A flying passenger plane seen from the side: a long body, swept wing, tail fin and a row of windows."""
    shade = darker(main)
    pen.polygon([(-0.34, -0.52), (-0.54, -0.98), (-0.40, -0.98), (-0.16, -0.56)], shade)
    pen.polygon([(-0.02, -0.52), (-0.22, -0.86), (-0.12, -0.86), (0.20, -0.54)], shade)
    pen.blob([(-0.58, -0.60), (-0.30, -0.64), (0.40, -0.68), (0.60, -0.46), (0.36, -0.26), (-0.30, -0.32)], main)
    pen.polygon([(0.16, -0.42), (-0.24, 0.0), (-0.08, 0.0), (0.34, -0.40)], shade)
    pen.polygon([(0.36, -0.58), (0.48, -0.52), (0.46, -0.47), (0.36, -0.49)], GLASS)
    for index in range(5):
        pen.oval(-0.28 + index * 0.13, -0.52, 0.034, 0.05, (250, 250, 250))


def draw_ship(pen: Pen, main: Colour) -> None:
    """An ocean liner: a long high hull, white decks and two funnels with smoke."""
    for x in (-0.18, 0.14):
        pen.oval(x - 0.10, -0.96, 0.12, 0.07, (210, 210, 214))
        pen.polygon([(x - 0.09, -0.52), (x + 0.07, -0.52), (x + 0.06, -0.90), (x - 0.10, -0.90)], main)
        pen.polygon([(x - 0.10, -0.82), (x + 0.06, -0.82), (x + 0.06, -0.90), (x - 0.10, -0.90)], TYRE)
    pen.box(-0.36, -0.54, 0.32, -0.30, (248, 248, 244))
    pen.box(-0.26, -0.62, 0.22, -0.52, (226, 228, 230))
    for index in range(5):
        pen.oval(-0.28 + index * 0.13, -0.43, 0.035, 0.045, (60, 90, 130))
    pen.polygon([(-0.52, -0.32), (0.56, -0.38), (0.44, 0), (-0.44, 0)], main)
    pen.polygon([(-0.475, -0.10), (0.48, -0.10), (0.44, 0), (-0.44, 0)], darker(main, 0.5))


def draw_tank(pen: Pen, main: Colour) -> None:
    """A tank: a turret with a long gun over a chain track with five wheels."""
    shade = darker(main)
    pen.line([(0.10, -0.76), (0.54, -0.86)], 0.09, shade)
    pen.blob([(-0.32, -0.56), (-0.26, -1.02), (0.18, -1.02), (0.28, -0.56)], main)
    pen.polygon([(-0.52, -0.40), (-0.40, -0.60), (0.42, -0.60), (0.54, -0.40)], lighter(main, 0.15))
    pen.box(-0.52, -0.44, 0.52, 0, TYRE, 0.20)
    for index in range(5):
        x = -0.36 + index * 0.18
        pen.oval(x, -0.22, 0.075, 0.14, shade)
        pen.oval(x, -0.22, 0.03, 0.055, STEEL)


VEHICLES: dict[str, Subject] = {
    "boat": Subject(draw_boat, 160, 168, ("red", "brown", "blue", "white"), ("sea", "sea", "sea")),
    "train": Subject(draw_train, 180, 136, ("red", "green", "black", "blue"), ("hills", "mountains", "desert")),
    "car": Subject(draw_car, 172, 96, ("red", "yellow", "blue", "green"), ("city", "desert", "hills")),
    "bicycle": Subject(draw_bicycle, 176, 122, ("red", "blue", "green", "yellow"), ("city", "meadow")),
    "rocket": Subject(draw_rocket, 112, 172, ("red", "red", "blue", "orange"), ("desert", "city", "mountains"), lift=26),
    "balloon": Subject(draw_balloon, 124, 156, ("red", "orange", "yellow", "purple"), ("hills", "mountains", "meadow"), lift=46),
    "plane": Subject(draw_plane, 180, 118, ("white", "white", "red", "blue"), ("mountains", "city", "sea"), lift=64),
    "ship": Subject(draw_ship, 188, 140, ("black", "red", "blue", "white"), ("sea", "sea", "sea")),
    "tank": Subject(draw_tank, 176, 108, ("green", "green", "brown"), ("hills", "desert", "city")),
}
