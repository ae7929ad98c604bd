"""Plants: tree, cactus, flower, mushroom, palm."""

from ..colours import Colour, darker, lighter
from ..pen import Pen
from .subject import Subject

BARK = (112, 74, 44)
LEAF = (52, 140, 60)


def draw_tree(pen: Pen, main: Colour) -> None:
    """A broad tree: a trunk and a crown of round masses."""
    pen.polygon([(-0.11, 0), (0.11, 0), (0.07, -0.5), (-0.07, -0.5)], BARK)
    pen.oval(-0.24, -0.56, 0.25, 0.20, darker(main, 0.25))
    pen.oval(0.24, -0.56, 0.25, 0.20, darker(main, 0.25))
    pen.oval(0, -0.74, 0.32, 0.25, main)
    pen.oval(-0.10, -0.80, 0.15, 0.11, lighter(main, 0.25))


def draw_cactus(pen: Pen, main: Colour) -> None:
    """A cactus with two arms, one higher than the other."""
    pen.line([(0, -0.03), (0, -0.86)], 0.26, main)
    pen.line([(0, -0.34), (-0.34, -0.34), (-0.34, -0.62)], 0.17, main)
    pen.line([(0, -0.48), (0.34, -0.48), (0.34, -0.78)], 0.17, main)
    pen.line([(-0.05, -0.04), (-0.05, -0.88)], 0.03, lighter(main, 0.45))
    pen.line([(0.06, -0.04), (0.06, -0.88)], 0.03, darker(main))
    pen.oval(0, -0.98, 0.08, 0.045, (246, 90, 150))


def draw_flower(pen: Pen, main: Colour) -> None:
    """One large flower: eight petals around a yellow heart, on a stem with two leaves."""
    pen.line([(0, 0), (0, -0.60)], 0.06, LEAF)
    pen.blob([(0, -0.06), (-0.12, -0.32), (-0.46, -0.36), (-0.34, -0.10)], LEAF)
    pen.blob([(0, -0.06), (0.12, -0.32), (0.46, -0.36), (0.34, -0.10)], darker(LEAF, 0.2))
    heart_y = -0.68
    for dx, dy in ((1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (-0.7, -0.7), (0, -1), (0.7, -0.7)):
        pen.oval(dx * 0.27, heart_y + dy * 0.195, 0.16, 0.115, main)
    pen.oval(0, heart_y, 0.17, 0.12, (250, 200, 40) if main[2] > 60 or main[0] < 200 else (120, 70, 30))


def draw_mushroom(pen: Pen, main: Colour) -> None:
    """A mushroom: a pale stem under a domed main-colour cap with light spots."""
    pen.blob([(-0.16, 0.04), (-0.12, -0.56), (0.12, -0.56), (0.16, 0.04)], (246, 234, 212))
    pen.oval(0, -0.46, 0.46, 0.09, darker(main, 0.5))
    pen.arch(0, -0.46, 0.50, 0.54, main)
    spot = (252, 250, 242) if min(main) < 200 else (220, 80, 70)
    for x, y, r in ((0, -0.82, 0.09), (-0.27, -0.62, 0.085), (0.27, -0.62, 0.085)):
        pen.oval(x, y, r, r * 0.95, spot)


def draw_palm(pen: Pen, main: Colour) -> None:
    """A palm: a long bent trunk under a star of seven hanging fronds."""
    pen.line([(-0.10, -0.02), (-0.04, -0.30), (0.06, -0.55), (0.06, -0.74)], 0.11, (150, 104, 60))
    top_x, top_y = 0.06, -0.76
    for dx, dy in ((-0.52, 0.10), (-0.46, -0.14), (-0.22, -0.24), (0.20, -0.24), (0.42, -0.14), (0.46, 0.10), (-0.34, 0.28), (0.32, 0.28)):
        tone = main if dy < 0.05 else darker(main, 0.25)
        pen.blob([(top_x, top_y - 0.07), (top_x + dx * 0.7, top_y + dy - 0.12), (top_x + dx * 1.15, top_y + dy * 1.25), (top_x + dx * 0.5, top_y + dy * 0.4 + 0.06)], tone)
    for dx in (-0.07, 0.07):
        pen.oval(top_x + dx, top_y + 0.06, 0.06, 0.05, (110, 70, 40))


PLANTS: dict[str, Subject] = {
    "tree": Subject(draw_tree, 150, 168, ("green", "green", "green", "orange"), ("meadow", "hills", "forest")),
    "cactus": Subject(draw_cactus, 112, 156, ("green", "green"), ("desert", "desert", "desert")),
    "flower": Subject(draw_flower, 112, 156, ("red", "yellow", "purple", "pink", "blue", "white"), ("meadow", "hills")),
    "mushroom": Subject(draw_mushroom, 144, 138, ("red", "red", "brown", "orange"), ("forest", "forest", "meadow")),
    "palm": Subject(draw_palm, 150, 176, ("green", "green", "green"), ("desert", "sea", "city")),
}
