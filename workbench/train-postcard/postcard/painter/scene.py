"""A scene: what it holds, how one is drawn at random, how it is painted."""

from dataclasses import dataclass

import numpy as np

from .celestial import paint_celestial
from .colours import COLOURS
from .grounds import COLOURABLE_GROUNDS, GROUNDS
from .pen import SIZE, Pen
from .skies import SKIES, paint_sky
from .styles import OUTLINE_STYLES, STYLES
from .subjects import SUBJECTS
from .weathers import paint_clouds, paint_weather

PLACEMENTS = {"left": 74, "centre": 128, "right": 182}
STANDING_LINE = 226
SUBJECT_WEIGHTS = np.array([2.0 if name == "dog" else 1.0 for name in SUBJECTS])


@dataclass(frozen=True)
class Scene:
    """Everything that a picture shows; None where it shows no such thing."""

    ground: str
    sky: str
    weather: str
    style: str
    subject: str | None
    placement: str
    subject_colour: str
    subject_colour_named: bool
    ground_colour: str | None
    celestial: str | None
    celestial_colour: str | None


def _pick(rng: np.random.Generator, names: tuple[str, ...] | list[str]) -> str:
    return names[int(rng.integers(len(names)))]


def random_scene(rng: np.random.Generator) -> Scene:
    """Draws a scene.

    - One scene in twelve has no subject.
    - Half the subjects stand on a ground that suits them, half of them anywhere.
    - A subject takes any colour (and the caption names it) or one of its natural ones (and the caption need not).
    - Styles made of outlines mostly have clear weather, whose strokes would hide the subject.
    - Celestial things mostly come at their own hour, but a quarter of them at any.
    """
    colours = list(COLOURS)
    subject = None
    if rng.random() > 1 / 12:
        subject = list(SUBJECTS)[int(rng.choice(len(SUBJECTS), p=SUBJECT_WEIGHTS / SUBJECT_WEIGHTS.sum()))]
    suited = subject is not None and rng.random() < 0.5
    ground = _pick(rng, SUBJECTS[subject].grounds) if suited and subject else _pick(rng, list(GROUNDS))
    named = rng.random() < 0.6
    natural = SUBJECTS[subject].natural if subject else ("white",)
    style = "flat" if rng.random() < 0.44 else _pick(rng, [name for name in STYLES if name != "flat"])
    clear_share = 0.85 if style in OUTLINE_STYLES else 0.55
    weather = "clear" if rng.random() < clear_share else _pick(rng, ["snow", "rain", "fog", "storm"])
    sky = _pick(rng, list(SKIES))
    celestial = _random_celestial(rng, sky)
    sun_coloured = celestial in ("sun", "full moon", "crescent moon") and rng.random() < 0.25
    return Scene(
        ground=ground,
        sky=sky,
        weather=weather,
        style=style,
        subject=subject,
        placement=_pick(rng, list(PLACEMENTS)),
        subject_colour=_pick(rng, colours) if named else _pick(rng, natural),
        subject_colour_named=named,
        ground_colour=_pick(rng, colours) if ground in COLOURABLE_GROUNDS and rng.random() < 0.2 else None,
        celestial=celestial,
        celestial_colour=_pick(rng, colours) if sun_coloured else None,
    )


def _random_celestial(rng: np.random.Generator, sky: str) -> str | None:
    if rng.random() < 0.45:
        return None
    if rng.random() < 0.25:
        return _pick(rng, ["sun", "full moon", "crescent moon", "stars"])
    if sky == "night":
        return _pick(rng, ["full moon", "crescent moon", "stars"])
    return "sun" if sky != "overcast" else None


def _middle_of_subject(scene: Scene) -> float:
    """Returns where the subject's middle stands: its placement, moved inwards where it would leave the picture."""
    half = SUBJECTS[scene.subject].width / 2 if scene.subject else 0
    return float(np.clip(PLACEMENTS[scene.placement], half - 4, SIZE - half + 4))


def paint(scene: Scene, rng: np.random.Generator) -> np.ndarray:
    """Paints a scene: uint8 [256, 256, 3]."""
    pen = Pen()
    sky = SKIES[scene.sky]
    paint_sky(pen, sky)
    x = _middle_of_subject(scene) + rng.uniform(-5, 5)
    if scene.celestial:
        beside = {"left": 190, "centre": 206 if rng.random() < 0.5 else 50, "right": 66}[scene.placement] if scene.subject else 128
        tint = COLOURS[scene.celestial_colour] if scene.celestial_colour else None
        paint_celestial(pen, scene.celestial, beside + rng.uniform(-6, 6), 54 + rng.uniform(-5, 5), tint, rng)
    paint_clouds(pen, scene.weather, sky.ground_light, rng)
    pen.light = sky.ground_light
    GROUNDS[scene.ground](pen, COLOURS[scene.ground_colour] if scene.ground_colour else None, rng)
    if scene.subject:
        subject = SUBJECTS[scene.subject]
        size = rng.uniform(0.96, 1.06)
        pen.light = sky.subject_light
        foot = STANDING_LINE - subject.lift + rng.uniform(-4, 4)
        with pen.frame(x, foot, subject.width * size, subject.height * size, mirrored=scene.placement == "right"):
            subject.draw(pen, COLOURS[scene.subject_colour])
    pen.light = (255, 255, 255)
    paint_weather(pen, scene.weather, rng)
    return STYLES[scene.style](pen.picture())
