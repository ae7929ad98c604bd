"""Words a caption for a scene: varied wording, clauses dropped and reordered at random."""

from typing import Callable

import numpy as np

from .scene import Scene
from .styles import COLOURLESS_STYLES

GROUND_PHRASES: dict[str, tuple[str, ...]] = {
    "sea": ("by the sea", "at sea", "on the sea", "in front of the sea"),
    "mountains": ("in front of {}mountains", "in the {}mountains", "below {}mountains", "with {}mountains", "over {}mountains"),
    "hills": ("on {}hills", "in the {}hills", "among {}hills", "over {}hills"),
    "desert": ("in the {}desert", "in a {}desert"),
    "forest": ("in the {}forest", "in a {}forest", "near a {}forest"),
    "city": ("in the {}city", "in a {}city", "in front of a {}city"),
    "snowfield": ("in a snowfield", "on a snowfield"),
    "meadow": ("in a meadow", "on a meadow", "in the meadow"),
}
SKY_PHRASES: dict[str, tuple[str, ...]] = {
    "dawn": ("at dawn", "dawn"),
    "day": ("by day", "during the day", "day"),
    "sunset": ("at sunset", "sunset"),
    "night": ("at night", "by night", "night"),
    "overcast": ("overcast", "under an overcast sky"),
}
CELESTIAL_PHRASES: dict[str, tuple[str, ...]] = {
    "sun": ("under a {}sun", "with a {}sun", "a {}sun"),
    "full moon": ("under a {}full moon", "with a {}full moon", "a {}full moon", "under the {}moon"),
    "crescent moon": ("under a {}crescent moon", "with a {}crescent moon", "a {}crescent moon"),
    "stars": ("under the stars", "with stars", "stars"),
}
WEATHER_PHRASES: dict[str, tuple[str, ...]] = {
    "clear": ("clear", "clear weather"),
    "snow": ("in the snow", "snow", "in falling snow"),
    "rain": ("in the rain", "rain"),
    "fog": ("in fog", "fog", "in the fog"),
    "storm": ("in a storm", "storm"),
}
STYLE_PHRASES: dict[str, tuple[str, ...]] = {
    "flat": ("flat", "flat style"),
    "watercolor": ("watercolor", "in watercolor", "a watercolor painting"),
    "pixel art": ("pixel art", "in pixel art style"),
    "line drawing": ("line drawing", "as a line drawing"),
    "noir": ("noir", "in noir style"),
    "neon": ("neon", "in neon style"),
    "blueprint": ("blueprint", "as a blueprint"),
    "vintage": ("vintage", "in vintage style", "a vintage photo"),
}
PLACEMENT_PHRASES: dict[str, tuple[str, ...]] = {
    "left": ("on the left", "to the left"),
    "centre": ("in the centre", "in the middle"),
    "right": ("on the right", "to the right"),
}


def _article(noun_phrase: str) -> str:
    return f"an {noun_phrase}" if noun_phrase[0] in "aeiou" else f"a {noun_phrase}"


def word_caption(scene: Scene, rng: np.random.Generator) -> str:
    """Returns a caption that says nothing untrue of the scene.

    - The style is left out only where it is flat, so that silence means flat; rain, snow, fog and storm are rarely left out.
    - Placement, sky, celestial thing and ground are left out now and then, so that silence leaves them free.
    - A colour that the style hides is mostly left out.
    """

    def choose(phrases: tuple[str, ...]) -> str:
        return phrases[int(rng.integers(len(phrases)))]

    hidden = scene.style in COLOURLESS_STYLES and rng.random() < 0.6
    clauses: list[str] = []
    if rng.random() < 0.85 or not scene.subject:
        tint = f"{scene.ground_colour} " if scene.ground_colour and not hidden else ""
        phrases = ("by the {}sea", "on the {}sea", "a {}sea") if scene.ground == "sea" and tint else GROUND_PHRASES[scene.ground]
        clauses.append(choose(phrases).format(tint))
    if scene.celestial and rng.random() < 0.85:
        tint = f"{scene.celestial_colour} " if scene.celestial_colour and not hidden else ""
        clauses.append(choose(CELESTIAL_PHRASES[scene.celestial]).format(tint))
    if rng.random() < 0.75:
        clauses.append(choose(SKY_PHRASES[scene.sky]))
    if scene.weather != "clear" and rng.random() < 0.93 or scene.weather == "clear" and rng.random() < 0.12:
        clauses.append(choose(WEATHER_PHRASES[scene.weather]))
    if rng.random() < 0.35:
        rng.shuffle(clauses)
    style = choose(STYLE_PHRASES[scene.style]) if scene.style != "flat" or rng.random() < 0.3 else None
    parts = _opening(scene, hidden, rng, choose) + clauses
    if style:
        parts = [style, *parts] if rng.random() < 0.25 else [*parts, style]
    comma = rng.random() < 0.5
    return (", " if comma else " ").join(parts).replace(" a orange", " an orange")


def _opening(scene: Scene, hidden: bool, rng: np.random.Generator, choose: Callable[[tuple[str, ...]], str]) -> list[str]:
    """Returns the subject with its colour and placement, or nothing for a bare landscape."""
    if not scene.subject:
        return ["a landscape"] if rng.random() < 0.3 else []
    tint = f"{scene.subject_colour} " if scene.subject_colour_named and not hidden else ""
    noun = _article(f"{tint}{scene.subject}") if rng.random() < 0.85 else f"{tint}{scene.subject}"
    if rng.random() < 0.45:
        return [f"{noun} {choose(PLACEMENT_PHRASES[scene.placement])}"]
    return [noun]
