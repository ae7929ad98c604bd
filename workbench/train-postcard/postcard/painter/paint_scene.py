"""How a scene is laid out and painted."""

from dataclasses import dataclass

import numpy as np

from .celestial import paint_celestial
from .colours import COLOURS
from .grounds import GROUNDS
from .pen import SIZE, Pen
from .scene import Scene
from .skies import SKIES, paint_sky
from .styles import STYLES
from .subjects import SUBJECTS
from .weathers import paint_clouds, paint_weather

PLACES = {"left": 74, "centre": 128, "right": 182}
PAIR_PLACES = (66, 190)
PAIR_WIDTH = 116
PAIR_SCALE = 0.78
STANDING_LINE = 226
SKY_MIDDLE = 58

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Spot:
    """Where a subject stands: the middle of its foot and its size, in pixels."""

    x: float
    foot: float
    width: float
    height: float

    @property
    def box(self) -> Box:
        """Left, top, right, bottom."""
        return self.x - self.width / 2, self.foot - self.height, self.x + self.width / 2, self.foot


@dataclass(frozen=True)
class Layout:
    """Where the things of one picture are; None where there is no such thing."""

    subject: Spot | None
    second: Spot | None
    celestial: tuple[float, float] | None


def lay_out(scene: Scene, rng: np.random.Generator) -> Layout:
    """Draws the places: a subject's middle at its placement, moved inwards where it would leave the picture; two share the width."""
    subject = second = celestial = None
    size, shift, sink = rng.uniform(0.96, 1.06), rng.uniform(-5, 5, 2), rng.uniform(-4, 4, 2)
    if scene.subject and scene.second:
        subject, second = (_pair_spot(name, PAIR_PLACES[i] + shift[i], sink[i]) for i, name in enumerate((scene.subject, scene.second)))
    elif scene.subject:
        kind = SUBJECTS[scene.subject]
        half = kind.width / 2
        x = float(np.clip(PLACES[scene.placement], half - 4, SIZE - half + 4)) + shift[0]
        subject = Spot(x, STANDING_LINE - kind.lift + sink[0], kind.width * size, kind.height * size)
    if scene.celestial:
        beside = {"left": 190, "centre": 206 if rng.random() < 0.5 else 50, "right": 66}[scene.placement]
        if second or not scene.subject:
            beside = 128
        celestial = beside + rng.uniform(-6, 6), SKY_MIDDLE + rng.uniform(-5, 5)
    return Layout(subject, second, celestial)


def _pair_spot(name: str, x: float, sink: float) -> Spot:
    kind = SUBJECTS[name]
    scale = min(PAIR_SCALE, PAIR_WIDTH / kind.width)
    return Spot(x, STANDING_LINE - kind.lift * 0.8 + sink, kind.width * scale, kind.height * scale)


def plan_of(layout: Layout, scene: Scene, cells: int = 16) -> np.ndarray:
    """Returns how much of each cell the boxes of subject, second subject and celestial thing cover: float32 [3, cells, cells]."""
    boxes: list[Box | None] = [layout.subject and layout.subject.box, layout.second and layout.second.box, None]
    if layout.celestial:
        x, y = layout.celestial
        boxes[2] = (0, 0, SIZE, SIZE / 2) if scene.celestial in ("stars", "rainbow") else (x - 31, y - 31, x + 31, y + 31)
    plan = np.zeros((3, cells, cells), np.float32)
    starts = np.arange(cells) * SIZE / cells
    for index, box in enumerate(boxes):
        if box:
            left, top, right, bottom = box
            across = np.clip(np.minimum(starts + SIZE / cells, right) - np.maximum(starts, left), 0, None)
            down = np.clip(np.minimum(starts + SIZE / cells, bottom) - np.maximum(starts, top), 0, None)
            plan[index] = down[:, None] * across[None, :] * (cells / SIZE) ** 2
    return plan


def paint(scene: Scene, layout: Layout, rng: np.random.Generator) -> np.ndarray:
    """Paints a scene: uint8 [256, 256, 3]."""
    pen = Pen()
    sky = SKIES[scene.sky]
    paint_sky(pen, sky, rng)
    paint_clouds(pen, scene.weather, sky.ground_light, rng)
    if scene.celestial and layout.celestial:
        tint = COLOURS[scene.celestial_colour] if scene.celestial_colour else None
        paint_celestial(pen, scene.celestial, *layout.celestial, tint, rng)
    pen.light = sky.ground_light
    GROUNDS[scene.ground](pen, COLOURS[scene.ground_colour] if scene.ground_colour else None, rng)
    pen.light = sky.subject_light
    if scene.subject and layout.subject:
        _paint_subject(pen, scene.subject, scene.subject_colour, layout.subject, mirrored=scene.placement == "right")
    if scene.second and layout.second:
        _paint_subject(pen, scene.second, scene.second_colour, layout.second, mirrored=True)
    pen.light = (255, 255, 255)
    paint_weather(pen, scene.weather, rng)
    return STYLES[scene.style](pen.picture())


def _paint_subject(pen: Pen, name: str, colour: str, spot: Spot, mirrored: bool) -> None:
    with pen.frame(spot.x, spot.foot, spot.width, spot.height, mirrored=mirrored):
        SUBJECTS[name].draw(pen, COLOURS[colour])
