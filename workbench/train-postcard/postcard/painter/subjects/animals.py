"""Animals: dog, cat, bird, horse, fish, owl, rabbit, whale, butterfly. Those seen from the side look to the right."""

from ..colours import Colour, darker, lighter
from ..pen import Pen
from .subject import Subject

INK = (26, 22, 30)


def draw_dog(pen: Pen, main: Colour) -> None:
    """A standing dog with a raised tail, a long muzzle and a hanging ear."""
    shade = darker(main)
    pen.line([(-0.36, -0.55), (-0.46, -0.78), (-0.42, -0.88)], 0.08, main)
    for x in (-0.29, 0.14):
        pen.box(x, -0.36, x + 0.10, -0.02, shade, 0.03)
    for x in (-0.37, 0.06):
        pen.box(x, -0.38, x + 0.11, 0, main, 0.03)
    pen.box(-0.40, -0.64, 0.22, -0.30, main, 0.14)
    pen.polygon([(0.02, -0.56), (0.20, -0.94), (0.32, -0.70), (0.20, -0.40)], main)
    pen.oval(0.24, -0.80, 0.16, 0.15, main)
    pen.box(0.24, -0.82, 0.48, -0.65, main, 0.06)
    pen.blob([(0.06, -0.94), (0.20, -0.96), (0.20, -0.66), (0.08, -0.58), (0.04, -0.72)], shade)
    pen.oval(0.46, -0.79, 0.045, 0.04, INK)
    pen.oval(0.29, -0.84, 0.025, 0.028, INK)
    pen.line([(0.08, -0.60), (0.22, -0.55)], 0.06, (220, 50, 50) if main[0] < 200 else (40, 90, 210))


def draw_cat(pen: Pen, main: Colour) -> None:
    """A sitting cat seen from the front, with pointed ears and a curled tail."""
    shade = darker(main)
    pen.line([(0.20, -0.08), (0.40, -0.10), (0.44, -0.28), (0.36, -0.40)], 0.09, shade)
    pen.blob([(-0.30, 0.03), (-0.34, -0.30), (-0.16, -0.66), (0.16, -0.66), (0.34, -0.30), (0.30, 0.03)], main)
    pen.polygon([(-0.29, -0.72), (-0.27, -1.0), (-0.06, -0.86)], main)
    pen.polygon([(0.29, -0.72), (0.27, -1.0), (0.06, -0.86)], main)
    pen.polygon([(-0.24, -0.78), (-0.23, -0.92), (-0.12, -0.86)], (240, 150, 160))
    pen.polygon([(0.24, -0.78), (0.23, -0.92), (0.12, -0.86)], (240, 150, 160))
    pen.oval(0, -0.70, 0.30, 0.20, main)
    for side in (-1, 1):
        pen.oval(side * 0.12, -0.72, 0.06, 0.055, (240, 230, 90))
        pen.oval(side * 0.12, -0.72, 0.024, 0.05, INK)
        pen.oval(side * 0.12, -0.03, 0.10, 0.045, lighter(main))
    pen.polygon([(-0.04, -0.64), (0.04, -0.64), (0, -0.60)], (240, 110, 130))
    pen.oval(0, -0.34, 0.13, 0.18, lighter(main, 0.5))


def draw_bird(pen: Pen, main: Colour) -> None:
    """A flying bird with a wing raised high and a fan tail."""
    pen.polygon([(-0.24, -0.36), (-0.50, -0.50), (-0.48, -0.34), (-0.50, -0.20)], darker(main))
    pen.blob([(-0.34, -0.36), (-0.10, -0.56), (0.26, -0.58), (0.40, -0.40), (0.16, -0.14), (-0.14, -0.16)], main)
    pen.oval(0.28, -0.50, 0.14, 0.13, main)
    pen.polygon([(0.39, -0.56), (0.52, -0.48), (0.38, -0.43)], (250, 170, 30))
    pen.blob([(-0.20, -0.38), (-0.34, -1.0), (-0.06, -1.0), (0.16, -0.62), (0.14, -0.36)], darker(main))
    pen.oval(0.31, -0.54, 0.03, 0.03, (255, 255, 255))
    pen.oval(0.32, -0.54, 0.018, 0.02, INK)
    pen.oval(0.08, -0.24, 0.14, 0.07, lighter(main, 0.5))


def draw_horse(pen: Pen, main: Colour) -> None:
    """A standing horse: long legs, long neck, dark mane and tail."""
    shade = darker(main, 0.55)
    pen.blob([(-0.34, -0.62), (-0.52, -0.58), (-0.50, -0.18), (-0.40, -0.18)], shade)
    for x in (-0.26, 0.10):
        pen.box(x, -0.46, x + 0.075, 0, darker(main), 0.02)
    for x in (-0.35, 0.18):
        pen.box(x, -0.48, x + 0.085, 0, main, 0.02)
        pen.box(x, -0.06, x + 0.085, 0, INK)
    pen.box(-0.38, -0.66, 0.28, -0.38, main, 0.13)
    pen.polygon([(0.04, -0.60), (0.22, -0.96), (0.38, -0.88), (0.28, -0.46)], main)
    pen.blob([(0.20, -0.98), (0.34, -0.98), (0.54, -0.78), (0.46, -0.70), (0.24, -0.80)], main)
    pen.blob([(0.26, -1.0), (0.14, -0.98), (-0.02, -0.66), (0.06, -0.58), (0.20, -0.82)], shade)
    pen.polygon([(0.23, -0.94), (0.25, -1.04), (0.31, -0.95)], main)
    pen.oval(0.33, -0.88, 0.022, 0.022, INK)


def draw_fish(pen: Pen, main: Colour) -> None:
    """A fish seen from the side, with a forked tail, fins and two stripes."""
    shade = darker(main)
    pen.polygon([(-0.22, -0.50), (-0.50, -0.92), (-0.42, -0.50), (-0.50, -0.08)], shade)
    pen.polygon([(-0.08, -0.76), (0.02, -1.0), (0.24, -0.74)], shade)
    pen.polygon([(-0.04, -0.22), (0.04, -0.02), (0.20, -0.24)], shade)
    pen.oval(0.10, -0.50, 0.38, 0.32, main)
    pen.box(-0.02, -0.78, 0.06, -0.22, lighter(main, 0.6), 0.03)
    pen.box(0.14, -0.79, 0.21, -0.21, lighter(main, 0.6), 0.03)
    pen.oval(0.33, -0.58, 0.065, 0.075, (255, 255, 255))
    pen.oval(0.345, -0.58, 0.032, 0.04, INK)
    pen.line([(0.47, -0.42), (0.38, -0.40)], 0.03, shade)


def draw_owl(pen: Pen, main: Colour) -> None:
    """A sitting owl seen from the front: a round body, two ear tufts and two huge eyes."""
    shade = darker(main)
    pen.box(-0.42, -0.07, 0.42, 0, (112, 74, 44), 0.03)
    pen.polygon([(-0.38, -0.80), (-0.40, -1.02), (-0.10, -0.88)], main)
    pen.polygon([(0.38, -0.80), (0.40, -1.02), (0.10, -0.88)], main)
    pen.oval(0, -0.46, 0.42, 0.45, main)
    for side in (-1, 1):
        pen.blob([(side * 0.30, -0.60), (side * 0.54, -0.40), (side * 0.40, -0.02), (side * 0.24, -0.30)], shade)
        pen.oval(side * 0.18, -0.68, 0.19, 0.155, (252, 248, 226))
        pen.oval(side * 0.17, -0.68, 0.10, 0.085, INK)
        pen.oval(side * 0.13, -0.04, 0.10, 0.05, (250, 170, 30))
    pen.polygon([(-0.08, -0.62), (0.08, -0.62), (0, -0.48)], (250, 170, 30))
    pen.oval(0, -0.28, 0.21, 0.19, lighter(main, 0.55))


def draw_rabbit(pen: Pen, main: Colour) -> None:
    """A crouching rabbit seen from the side, with two very long upright ears and a white tail."""
    shade = darker(main)
    pen.oval(-0.38, -0.20, 0.12, 0.10, (252, 250, 246))
    pen.blob([(-0.44, 0.02), (-0.44, -0.40), (-0.10, -0.52), (0.20, -0.36), (0.26, 0.02)], main)
    pen.oval(-0.18, -0.16, 0.20, 0.16, shade)
    pen.box(-0.30, -0.06, 0.06, 0, shade, 0.03)
    pen.box(0.10, -0.16, 0.22, 0, main, 0.04)
    for x, tone in ((0.06, shade), (0.21, main)):
        pen.blob([(x - 0.08, -0.50), (x - 0.14, -1.04), (x + 0.03, -1.06), (x + 0.08, -0.50)], tone)
    pen.line([(0.19, -0.64), (0.16, -0.90)], 0.05, (240, 150, 160))
    pen.oval(0.24, -0.46, 0.21, 0.145, main)
    pen.oval(0.30, -0.50, 0.04, 0.035, INK)
    pen.oval(0.44, -0.45, 0.035, 0.028, (240, 110, 130))


def draw_whale(pen: Pen, main: Colour) -> None:
    """A whale at the surface: a huge round head, a raised fluke and a fountain."""
    for dx in (-0.15, 0.0, 0.15):
        pen.line([(0.20, -0.60), (0.20 + dx * 0.4, -0.84), (0.20 + dx, -0.94)], 0.045, (206, 234, 250))
    pen.blob([(-0.30, -0.30), (-0.38, -0.74), (-0.60, -0.98), (-0.40, -0.94), (-0.32, -0.82), (-0.16, -1.0), (-0.24, -0.70), (-0.12, -0.30)], darker(main, 0.2))
    pen.blob([(-0.44, -0.06), (-0.34, -0.56), (0.16, -0.68), (0.56, -0.52), (0.54, -0.02), (0.0, 0.04)], main)
    pen.blob([(-0.22, -0.02), (0.10, -0.26), (0.54, -0.26), (0.50, 0.0), (0.1, 0.03)], lighter(main, 0.65))
    pen.oval(0.34, -0.36, 0.04, 0.05, (255, 255, 255))
    pen.oval(0.345, -0.36, 0.022, 0.03, INK)
    pen.blob([(0.02, -0.20), (-0.14, 0.04), (0.12, -0.04), (0.18, -0.20)], darker(main))


def draw_butterfly(pen: Pen, main: Colour) -> None:
    """A butterfly seen from above with four broad spotted wings."""
    shade = darker(main)
    for side in (-1, 1):
        pen.line([(side * 0.02, -0.80), (side * 0.14, -1.0)], 0.025, INK)
        pen.blob([(side * 0.02, -0.52), (side * 0.20, -1.02), (side * 0.62, -0.98), (side * 0.50, -0.46), (side * 0.06, -0.42)], main)
        pen.blob([(side * 0.02, -0.50), (side * 0.46, -0.48), (side * 0.46, -0.02), (side * 0.16, 0.02), (side * 0.02, -0.30)], shade)
        pen.oval(side * 0.34, -0.72, 0.085, 0.095, lighter(main, 0.65))
        pen.oval(side * 0.27, -0.24, 0.065, 0.075, lighter(main, 0.65))
    pen.oval(0, -0.48, 0.05, 0.34, INK)


ANIMALS: dict[str, Subject] = {
    "dog": Subject(draw_dog, 156, 138, ("brown", "brown", "black", "white", "orange"), ("meadow", "hills", "city")),
    "cat": Subject(draw_cat, 118, 146, ("orange", "black", "white", "brown"), ("meadow", "city")),
    "bird": Subject(draw_bird, 136, 118, ("blue", "red", "black", "yellow"), ("forest", "hills", "sea"), lift=62),
    "horse": Subject(draw_horse, 168, 160, ("brown", "brown", "black", "white"), ("meadow", "hills", "desert")),
    "fish": Subject(draw_fish, 146, 98, ("orange", "blue", "yellow", "red"), ("sea", "sea"), lift=8),
    "owl": Subject(draw_owl, 124, 150, ("brown", "brown", "white", "purple"), ("forest", "forest", "mountains")),
    "rabbit": Subject(draw_rabbit, 130, 146, ("white", "brown", "black", "white"), ("meadow", "snowfield", "forest")),
    "whale": Subject(draw_whale, 184, 136, ("blue", "blue", "black", "white"), ("sea", "sea", "sea"), lift=2),
    "butterfly": Subject(draw_butterfly, 146, 124, ("orange", "yellow", "purple", "blue"), ("meadow", "hills", "forest"), lift=56),
}
