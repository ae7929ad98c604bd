"""Buildings: lighthouse, house, castle, windmill, tent, bridge, church."""

from ..colours import Colour, darker, lighter
from ..pen import Pen
from .subject import Subject

GLASS = (255, 232, 130)
STONE = (150, 146, 150)


def draw_lighthouse(pen: Pen, main: Colour) -> None:
    """A tapering tower in white and main-colour bands with a lit lantern and two beams."""
    band = (244, 244, 240) if min(main) < 200 else (120, 130, 150)
    pen.polygon([(0, -0.86), (1.0, -0.98), (1.0, -0.76)], GLASS, 130)
    pen.polygon([(0, -0.86), (-1.0, -0.98), (-1.0, -0.76)], GLASS, 130)

    def half_width(y: float) -> float:
        return 0.36 + 0.20 * y

    for index in range(5):
        low, high = -0.155 * index, -0.155 * (index + 1)
        a, b = half_width(low), half_width(high)
        pen.polygon([(-a, low), (a, low), (b, high), (-b, high)], main if index % 2 == 0 else band)
    pen.box(-0.28, -0.80, 0.28, -0.765, darker(main, 0.5))
    pen.box(-0.15, -0.91, 0.15, -0.80, GLASS)
    pen.box(-0.03, -0.91, 0.03, -0.80, darker(main, 0.5))
    pen.polygon([(-0.22, -0.90), (0.22, -0.90), (0, -1.0)], darker(main))


def draw_house(pen: Pen, main: Colour) -> None:
    """A house with a steep roof, a chimney, two windows and a door."""
    pen.box(0.20, -0.98, 0.34, -0.60, darker(main, 0.5))
    pen.box(-0.40, -0.56, 0.40, 0, main)
    pen.polygon([(-0.50, -0.54), (0.50, -0.54), (0, -0.98)], darker(main, 0.45))
    pen.box(-0.09, -0.32, 0.09, 0, darker(main, 0.7))
    for x in (-0.25, 0.25):
        pen.box(x - 0.10, -0.44, x + 0.10, -0.22, GLASS)
        pen.line([(x, -0.44), (x, -0.22)], 0.02, darker(main, 0.7))
    pen.oval(0, -0.72, 0.075, 0.075, GLASS)


def draw_castle(pen: Pen, main: Colour) -> None:
    """A castle: two round-roofed side towers, a high keep, battlements and a gate."""
    shade = darker(main, 0.5)
    pen.box(-0.14, -0.72, 0.14, -0.2, darker(main, 0.2))
    pen.polygon([(-0.19, -0.72), (0.19, -0.72), (0, -1.0)], shade)
    pen.box(-0.34, -0.42, 0.34, 0, main)
    for index in range(5):
        x = -0.32 + index * 0.145
        pen.box(x, -0.49, x + 0.07, -0.40, main)
    for x in (-0.38, 0.38):
        pen.box(x - 0.115, -0.60, x + 0.115, 0, lighter(main, 0.15))
        pen.polygon([(x - 0.16, -0.60), (x + 0.16, -0.60), (x, -0.88)], shade)
        pen.box(x - 0.035, -0.48, x + 0.035, -0.34, GLASS)
    pen.box(-0.11, -0.17, 0.11, 0, darker(main, 0.8))
    pen.arch(0, -0.165, 0.11, 0.11, darker(main, 0.8))
    pen.box(-0.035, -0.64, 0.035, -0.52, GLASS)


def draw_windmill(pen: Pen, main: Colour) -> None:
    """A windmill: a tapering tower, a cap and four broad white sails in a cross."""
    pen.polygon([(-0.24, 0), (0.24, 0), (0.14, -0.60), (-0.14, -0.60)], main)
    pen.arch(0, -0.59, 0.17, 0.14, darker(main, 0.5))
    pen.box(-0.07, -0.18, 0.07, 0, darker(main, 0.7))
    sail, arm = (250, 246, 234), (90, 64, 44)
    hub_x, hub_y = 0.0, -0.60
    for dx, dy in ((0.7, 0.7), (-0.7, 0.7), (-0.7, -0.7), (0.7, -0.7)):
        tip = (hub_x + dx * 0.62, hub_y + dy * 0.55)
        near = (hub_x + dx * 0.14, hub_y + dy * 0.13)
        side = (-dy * 0.17, dx * 0.15)
        pen.polygon([near, tip, (tip[0] + side[0], tip[1] + side[1]), (near[0] + side[0], near[1] + side[1])], sail)
        pen.line([(hub_x, hub_y), tip], 0.035, arm)
    pen.oval(hub_x, hub_y, 0.055, 0.05, arm)


def draw_tent(pen: Pen, main: Colour) -> None:
    """A ridge tent seen from its open end."""
    pen.polygon([(-0.5, 0), (0, -1.0), (0.5, 0)], main)
    pen.polygon([(0, -1.0), (0.5, 0), (0.24, 0)], darker(main, 0.4))
    pen.polygon([(-0.20, 0), (0, -0.72), (0.20, 0)], darker(main, 0.8))
    pen.polygon([(-0.20, 0), (0, -0.72), (-0.09, 0)], lighter(main, 0.45))
    pen.line([(-0.5, 0), (0, -1.0), (0.5, 0)], 0.035, lighter(main, 0.6))


def draw_bridge(pen: Pen, main: Colour) -> None:
    """A suspension bridge: two towers, hanging cables and a deck."""
    cable = lighter(main, 0.25)
    left, right = -0.27, 0.27
    sag = [(left + (right - left) * i / 10, -0.98 + 0.50 * (1 - (2 * i / 10 - 1) ** 2)) for i in range(11)]
    pen.line(sag, 0.030, cable)
    for inner, outer in ((left, -0.54), (right, 0.54)):
        pen.line([(inner, -0.98), (outer, -0.38)], 0.030, cable)
    for x in (-0.13, 0.0, 0.13, -0.40, 0.40):
        pen.line([(x, -0.52 if abs(x) < 0.2 else -0.66), (x, -0.36)], 0.020, cable)
    for x in (left, right):
        pen.box(x - 0.055, -1.0, x + 0.055, 0, main)
        pen.box(x - 0.09, -0.08, x + 0.09, 0.02, STONE)
    pen.box(-0.56, -0.40, 0.56, -0.28, darker(main, 0.25))


def draw_church(pen: Pen, main: Colour) -> None:
    """A church seen from the side: a high pointed steeple with a cross on the left, a long nave with arched windows."""
    roof = darker(main, 0.55)
    pen.box(-0.10, -0.44, 0.50, 0, main)
    pen.polygon([(-0.14, -0.42), (0.54, -0.42), (0.42, -0.66), (-0.04, -0.66)], roof)
    pen.box(-0.44, -0.58, -0.10, 0, lighter(main, 0.2))
    pen.polygon([(-0.50, -0.57), (-0.04, -0.57), (-0.27, -0.90)], roof)
    pen.box(-0.29, -1.0, -0.25, -0.86, (250, 214, 90))
    pen.box(-0.34, -0.97, -0.20, -0.94, (250, 214, 90))
    pen.box(-0.34, -0.22, -0.20, 0, darker(main, 0.8))
    pen.arch(-0.27, -0.215, 0.07, 0.07, darker(main, 0.8))
    pen.oval(-0.27, -0.44, 0.06, 0.055, GLASS)
    for x in (0.02, 0.20, 0.38):
        pen.box(x - 0.05, -0.27, x + 0.05, -0.10, GLASS)
        pen.arch(x, -0.265, 0.05, 0.07, GLASS)


BUILDINGS: dict[str, Subject] = {
    "lighthouse": Subject(draw_lighthouse, 92, 176, ("red", "red", "white", "blue"), ("sea", "sea", "hills")),
    "house": Subject(draw_house, 150, 146, ("red", "white", "yellow", "brown"), ("meadow", "hills", "snowfield")),
    "castle": Subject(draw_castle, 164, 168, ("white", "brown", "purple"), ("hills", "mountains", "forest")),
    "windmill": Subject(draw_windmill, 156, 182, ("brown", "red", "white"), ("meadow", "hills")),
    "tent": Subject(draw_tent, 152, 120, ("orange", "green", "red", "blue"), ("forest", "mountains", "desert")),
    "bridge": Subject(draw_bridge, 196, 128, ("red", "orange", "black"), ("sea", "sea", "city")),
    "church": Subject(draw_church, 160, 172, ("white", "white", "brown", "red"), ("hills", "meadow", "mountains")),
}
