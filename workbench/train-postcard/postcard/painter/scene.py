"""What a scene holds, drawn at random."""

from dataclasses import dataclass, replace
from typing import Sequence, TypeVar

import numpy as np

from .colours import COLOURS
from .genres import GENRES
from .grounds import COLOURABLE_GROUNDS, GROUNDS
from .held_out_pairs import MISSED_COLOURS, MISSED_STYLES, NEWER_SUBJECTS, never_share
from .skies import SKIES
from .styles import OUTLINE_STYLES, STYLES
from .subjects import SUBJECTS
from .weathers import WEATHERS

T = TypeVar("T")
PLACEMENTS = ("left", "centre", "right")
TINTED = ("sun", "full moon", "crescent moon", "planet")
SUBJECT_WEIGHTS = np.array([1.5 if name in NEWER_SUBJECTS else 1.0 for name in SUBJECTS])


@dataclass(frozen=True)
class Scene:
    """Everything that a picture shows; None where it shows no such thing.

    Of two subjects, `subject` stands on the left (its placement says so) and `second` on the right.
    """

    ground: str
    sky: str
    weather: str
    style: str
    subject: str | None
    placement: str
    subject_colour: str
    subject_colour_named: bool
    second: str | None
    second_colour: str
    second_colour_named: bool
    ground_colour: str | None
    celestial: str | None
    celestial_colour: str | None
    genre: str | None


def _pick(rng: np.random.Generator, names: Sequence[T]) -> T:
    return names[int(rng.integers(len(names)))]


def random_scene(rng: np.random.Generator) -> Scene:
    """Draws a training scene: one that holds none of the pairs in `held_out_pairs`.

    - One scene in fourteen has no subject, one in six of the others has two.
    - One in ten is of a film genre.
    - Half the subjects stand on a ground that suits them, half of them anywhere.
    - A subject takes any colour (and the caption names it) or one of its natural ones (and the caption need not).
    - Styles made of outlines mostly have clear weather, whose strokes would hide the subject.
    - Celestial things mostly come at their own hour, but a quarter of them at any; no stars among snowflakes.
    """
    while True:
        scene = _any_scene(rng)
        if not held_out_pair(scene):
            return scene


def random_unseen_scene(rng: np.random.Generator) -> Scene:
    """Draws a scene that holds exactly one of the pairs that training never shows: a colour, a style, or a neighbour."""
    while True:
        scene = replace(_any_scene(rng), genre=None, second=None)
        kind = int(rng.integers(3))
        if kind == 0:
            subject, colour = _pick(rng, sorted(MISSED_COLOURS))
            scene = replace(scene, subject=subject, subject_colour=colour, subject_colour_named=True, style="flat")
        elif kind == 1:
            subject, style = _pick(rng, sorted(MISSED_STYLES))
            scene = replace(scene, subject=subject, style=style, subject_colour=_pick(rng, SUBJECTS[subject].natural), subject_colour_named=False)
        elif scene.subject:
            second = _pick(rng, [name for name in SUBJECTS if name != scene.subject and never_share(name, scene.subject)])
            scene = replace(scene, second=second, placement="left", second_colour_named=True)
        if held_out_pair(scene) == ("colour", "style", "neighbour")[kind]:
            return scene


def held_out_pair(scene: Scene) -> str | None:
    """Returns which kind of held-out pair a scene holds (the last of several), or None."""
    found = None
    for subject, colour in ((scene.subject, scene.subject_colour), (scene.second, scene.second_colour)):
        if subject is None:
            continue
        if (subject, colour) in MISSED_COLOURS:
            found = "colour" if found in (None, "colour") else "several"
        if (subject, scene.style) in MISSED_STYLES:
            found = "style" if found in (None, "style") else "several"
    if scene.subject and scene.second and never_share(scene.subject, scene.second):
        found = "neighbour" if found is None else "several"
    return found


def _any_scene(rng: np.random.Generator) -> Scene:
    if rng.random() < 0.1:
        return _genre_scene(rng)
    colours = list(COLOURS)
    subject = second = None
    if rng.random() > 1 / 14:
        subject, other = (str(name) for name in rng.choice(list(SUBJECTS), size=2, replace=False, p=SUBJECT_WEIGHTS / SUBJECT_WEIGHTS.sum()))
        second = other if rng.random() < 1 / 6 else None
    suited = subject is not None and rng.random() < 0.5
    ground = _pick(rng, SUBJECTS[subject].grounds) if suited and subject else _pick(rng, list(GROUNDS))
    named, second_named = rng.random() < 0.6, rng.random() < 0.7
    style = "flat" if rng.random() < 0.4 else _pick(rng, [name for name in STYLES if name != "flat"])
    clear_share = 0.85 if style in OUTLINE_STYLES else 0.5
    weather = "clear" if rng.random() < clear_share else _pick(rng, [name for name in WEATHERS if name != "clear"])
    sky = _pick(rng, list(SKIES))
    celestial = _random_celestial(rng, sky)
    if celestial == "stars" and weather == "snow":
        celestial = "full moon"
    return Scene(
        ground=ground,
        sky=sky,
        weather=weather,
        style=style,
        subject=subject,
        placement="left" if second else _pick(rng, PLACEMENTS),
        subject_colour=_pick(rng, colours) if named or not subject else _pick(rng, SUBJECTS[subject].natural),
        subject_colour_named=named,
        second=second,
        second_colour=_pick(rng, colours) if second_named or not second else _pick(rng, SUBJECTS[second].natural),
        second_colour_named=second_named,
        ground_colour=_pick(rng, colours) if ground in COLOURABLE_GROUNDS and rng.random() < 0.2 else None,
        celestial=celestial,
        celestial_colour=_pick(rng, colours) if celestial in TINTED and rng.random() < 0.2 else None,
        genre=None,
    )


def _genre_scene(rng: np.random.Generator) -> Scene:
    name = _pick(rng, list(GENRES))
    genre = GENRES[name]
    subject = _pick(rng, genre.subjects)
    return Scene(
        ground=_pick(rng, genre.grounds),
        sky=_pick(rng, genre.skies),
        weather=_pick(rng, genre.weathers),
        style=_pick(rng, genre.styles),
        subject=subject,
        placement=_pick(rng, PLACEMENTS),
        subject_colour=_pick(rng, SUBJECTS[subject].natural),
        subject_colour_named=False,
        second=None,
        second_colour="white",
        second_colour_named=False,
        ground_colour=None,
        celestial=_pick(rng, genre.celestial),
        celestial_colour=None,
        genre=name,
    )


def _random_celestial(rng: np.random.Generator, sky: str) -> str | None:
    if rng.random() < 0.4:
        return None
    if rng.random() < 0.25:
        return _pick(rng, ["sun", "full moon", "crescent moon", "stars", "rainbow", "planet"])
    if sky in ("night", "aurora"):
        return _pick(rng, ["full moon", "crescent moon", "stars", "planet"])
    return _pick(rng, ["sun", "sun", "rainbow"]) if sky != "overcast" else None
