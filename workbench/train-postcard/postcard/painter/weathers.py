"""The six weathers, painted over the sky (clouds) and over the finished scene (what falls or drifts)."""

import numpy as np

from .pen import SIZE, Pen

WEATHERS = ("clear", "snow", "rain", "fog", "storm", "wind")

CLOUD_PLACES = ((34, 22), (106, 12), (180, 22), (236, 14))
LEAF = (214, 120, 40)


def paint_clouds(pen: Pen, weather: str, light: tuple[int, int, int], rng: np.random.Generator) -> None:
    """Paints the clouds that belong to rain (grey) and storm (dark, with one lightning bolt)."""
    if weather not in ("rain", "storm"):
        return
    tone = (118, 126, 140) if weather == "rain" else (58, 58, 74)
    pen.light = light
    for x, y in CLOUD_PLACES:
        cx = x + rng.uniform(-6, 6)
        pen.oval(cx, y, 46, 20, tone)
        pen.oval(cx + 14, y + 8, 38, 18, tone)
    pen.light = (255, 255, 255)
    if weather == "storm":
        x = (60 if rng.random() < 0.5 else 196) + rng.uniform(-5, 5)
        bolt = [(8, 34), (-14, 84), (0, 84), (-12, 132), (24, 72), (8, 72), (24, 34)]
        pen.polygon([(x + dx, y) for dx, y in bolt], (255, 246, 140))


def paint_weather(pen: Pen, weather: str, rng: np.random.Generator) -> None:
    """Paints what lies in the air in front of the scene."""
    if weather == "snow":
        for row in range(8):
            for column in range(8):
                x = column * 32 + 16 + (row % 2) * 16 + rng.uniform(-6, 6)
                pen.oval(x % SIZE, row * 32 + 16 + rng.uniform(-6, 6), 4.5, 4.5, (255, 255, 255))
    elif weather in ("rain", "storm"):
        for row in range(8):
            for column in range(8):
                x = column * 32 + 12 + (row % 2) * 16 + rng.uniform(-3, 3)
                y = row * 32 + 8 + rng.uniform(-3, 3)
                pen.line([(x, y), (x - 6, y + 18)], 2.6, (206, 224, 244), 170)
    elif weather == "fog":
        fog = (222, 226, 230)
        pen.fill_gradient(fog, fog, 70, 150, (0, 165))
        pen.fill_gradient(fog, fog, 150, SIZE, (165, 130))
    elif weather == "wind":
        for x, y in ((24, 56), (150, 84), (60, 128), (176, 152), (14, 190), (132, 214)):
            left, top = x + rng.uniform(-8, 8), y + rng.uniform(-5, 5)
            gust = [(left, top), (left + 46, top - 2), (left + 68, top - 10), (left + 66, top - 22), (left + 54, top - 20)]
            pen.line(gust, 4, (244, 250, 255))
            pen.oval(left + 30, top + 14, 7, 4, LEAF)
            pen.oval(left + 84, top - 6, 6, 4, LEAF)
