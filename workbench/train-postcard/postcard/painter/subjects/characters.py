"""Characters of films and tales: astronaut, knight, cowboy, ghost, dragon."""

from ..colours import Colour, darker, lighter
from ..pen import Pen
from .subject import Subject

INK = (26, 22, 30)
SKIN = (236, 188, 150)
STEEL = (190, 194, 204)


def draw_astronaut(pen: Pen, main: Colour) -> None:
    """An astronaut: a very large round helmet with a dark visor, a thick suit in the main colour and a backpack."""
    shade = darker(main)
    pen.box(-0.40, -0.62, 0.40, -0.26, shade, 0.06)
    for side in (-1, 1):
        pen.box(side * 0.15 - 0.12, -0.28, side * 0.15 + 0.12, 0, main, 0.05)
        pen.box(side * 0.15 - 0.14, -0.06, side * 0.15 + 0.14, 0.01, shade, 0.03)
        pen.line([(side * 0.26, -0.54), (side * 0.46, -0.36)], 0.16, main)
        pen.oval(side * 0.47, -0.33, 0.085, 0.055, shade)
    pen.box(-0.29, -0.62, 0.29, -0.20, main, 0.10)
    pen.box(-0.15, -0.46, 0.15, -0.32, (230, 232, 236), 0.02)
    pen.oval(-0.07, -0.39, 0.035, 0.028, (240, 60, 60))
    pen.oval(0.07, -0.39, 0.035, 0.028, (60, 160, 250))
    pen.oval(0, -0.78, 0.37, 0.235, lighter(main, 0.4))
    pen.oval(0.02, -0.78, 0.28, 0.165, (24, 36, 70))
    pen.oval(0.12, -0.84, 0.08, 0.04, (170, 214, 250))


def draw_knight(pen: Pen, main: Colour) -> None:
    """A knight: a steel helmet with a plume, a big shield with a cross in the main colour, an upright sword."""
    pen.line([(0.40, -0.30), (0.40, -0.98)], 0.06, (226, 232, 242))
    pen.line([(0.28, -0.42), (0.52, -0.42)], 0.06, (196, 150, 50))
    for side in (-1, 1):
        pen.box(side * 0.12 - 0.09, -0.32, side * 0.12 + 0.09, 0, darker(STEEL), 0.02)
    pen.line([(0.18, -0.60), (0.38, -0.38)], 0.12, STEEL)
    pen.box(-0.22, -0.66, 0.24, -0.26, STEEL, 0.04)
    pen.box(-0.18, -0.90, 0.20, -0.64, (206, 210, 220), 0.07)
    pen.box(-0.02, -0.81, 0.20, -0.765, INK)
    pen.blob([(0.06, -0.86), (0.04, -1.04), (-0.30, -1.06), (-0.38, -0.80), (-0.16, -0.92)], main)
    pen.blob([(-0.54, -0.62), (-0.06, -0.62), (-0.04, -0.30), (-0.30, -0.02), (-0.56, -0.30)], main)
    cross = (246, 244, 238) if min(main) < 200 else (190, 40, 40)
    pen.box(-0.335, -0.56, -0.265, -0.16, cross)
    pen.box(-0.47, -0.43, -0.13, -0.36, cross)


def draw_cowboy(pen: Pen, main: Colour) -> None:
    """A cowboy: a very wide brown hat, a neckerchief, a shirt in the main colour, bow legs in boots."""
    hat = (122, 78, 42)
    for side in (-1, 1):
        pen.line([(side * 0.10, -0.36), (side * 0.22, -0.18), (side * 0.14, -0.04)], 0.15, (54, 78, 130))
        pen.box(side * 0.17 - 0.11, -0.09, side * 0.17 + 0.11, 0, (90, 50, 30), 0.02)
        pen.line([(side * 0.22, -0.62), (side * 0.42, -0.48), (side * 0.26, -0.36)], 0.12, main)
    pen.box(-0.23, -0.68, 0.23, -0.34, main, 0.04)
    pen.box(-0.24, -0.39, 0.24, -0.33, (60, 40, 26))
    pen.oval(0, -0.365, 0.05, 0.032, (250, 210, 70))
    pen.oval(0, -0.77, 0.16, 0.105, SKIN)
    pen.polygon([(-0.15, -0.70), (0.15, -0.70), (0, -0.56)], (214, 40, 40) if main[0] < 200 or main[1] > 110 else (250, 208, 30))
    pen.oval(0, -0.845, 0.46, 0.05, hat)
    pen.blob([(-0.22, -0.82), (-0.20, -1.06), (0, -0.96), (0.20, -1.06), (0.22, -0.82)], hat)
    pen.box(-0.18, -0.89, 0.18, -0.855, darker(hat, 0.6))


def draw_ghost(pen: Pen, main: Colour) -> None:
    """A floating ghost: a dome that ends in waves, two hollow eyes and an open mouth, two short arms."""
    pen.blob([(-0.36, -0.52), (-0.58, -0.66), (-0.54, -0.40), (-0.30, -0.36)], main)
    pen.blob([(0.36, -0.52), (0.58, -0.66), (0.54, -0.40), (0.30, -0.36)], main)
    pen.arch(0, -0.60, 0.38, 0.40, main)
    pen.box(-0.38, -0.61, 0.38, -0.14, main)
    for index in range(4):
        pen.oval(-0.285 + index * 0.19, -0.14, 0.095, 0.13, main)
    face = INK if sum(main) > 240 else (240, 236, 200)
    for side in (-1, 1):
        pen.oval(side * 0.15, -0.66, 0.085, 0.115, face)
    pen.oval(0, -0.40, 0.09, 0.10, face)


def draw_dragon(pen: Pen, main: Colour) -> None:
    """A dragon: a bat wing spread high, a long neck, a spiked back, a curled tail and fire from its mouth."""
    shade, wing = darker(main, 0.45), lighter(main, 0.35)
    pen.line([(-0.20, -0.20), (-0.42, -0.10), (-0.52, -0.28), (-0.44, -0.44)], 0.08, main)
    pen.polygon([(-0.50, -0.40), (-0.36, -0.42), (-0.46, -0.58)], shade)
    pen.polygon([(-0.04, -0.44), (-0.46, -1.0), (-0.38, -0.72), (-0.26, -0.80), (-0.20, -0.60), (-0.06, -0.70), (0.06, -0.46)], shade)
    pen.polygon([(0.0, -0.42), (-0.16, -1.04), (-0.10, -0.78), (0.04, -0.90), (0.06, -0.66), (0.18, -0.72), (0.12, -0.42)], wing)
    pen.blob([(-0.34, -0.06), (-0.22, -0.46), (0.14, -0.48), (0.22, -0.14), (0.02, -0.02)], main)
    for x in (-0.20, 0.08):
        pen.box(x, -0.18, x + 0.12, 0, shade, 0.03)
    pen.line([(0.12, -0.34), (0.28, -0.50), (0.24, -0.72)], 0.12, main)
    pen.blob([(0.12, -0.88), (0.28, -0.94), (0.46, -0.78), (0.42, -0.68), (0.18, -0.66)], main)
    pen.polygon([(0.14, -0.84), (0.04, -1.0), (0.24, -0.88)], shade)
    pen.oval(0.26, -0.80, 0.028, 0.028, (255, 240, 90))
    pen.blob([(0.40, -0.70), (0.52, -0.66), (0.60, -0.40), (0.48, -0.48), (0.38, -0.40), (0.42, -0.58)], (255, 140, 20))


CHARACTERS: dict[str, Subject] = {
    "astronaut": Subject(draw_astronaut, 128, 162, ("white", "white", "orange"), ("desert", "mountains", "snowfield")),
    "knight": Subject(draw_knight, 134, 164, ("red", "blue", "purple"), ("hills", "meadow", "forest")),
    "cowboy": Subject(draw_cowboy, 130, 166, ("red", "blue", "white", "brown"), ("desert", "desert", "hills")),
    "ghost": Subject(draw_ghost, 130, 148, ("white", "white", "white"), ("forest", "city", "hills"), lift=22),
    "dragon": Subject(draw_dragon, 178, 166, ("green", "green", "red", "purple"), ("mountains", "mountains", "desert")),
}
