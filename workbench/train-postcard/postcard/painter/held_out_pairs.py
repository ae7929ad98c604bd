"""Pairs of concepts that never occur together in a training scene, so that it can be measured whether the model combines.

- Of the sixteen subjects that joined with the second release, each misses two colours and two styles.
- Of the twenty-four first ones, each misses one of the two styles that joined with the second release: they had been
  trained in all older pairs before.
- Two subjects whose numbers add up to a multiple of five never share a picture.
"""

from .colours import COLOURS
from .styles import STYLES
from .subjects import SUBJECTS

NEWER_SUBJECTS = (
    *("owl", "rabbit", "whale", "butterfly", "church", "astronaut", "knight", "cowboy"),
    *("ghost", "dragon", "heart", "piano", "palm", "plane", "ship", "tank"),
)
NEWER_STYLES = ("comic", "pop art")


def _missed_colours() -> set[tuple[str, str]]:
    missed = set()
    for number, name in enumerate(NEWER_SUBJECTS):
        free = [colour for colour in COLOURS if colour not in SUBJECTS[name].natural]
        missed |= {(name, free[(3 * number) % len(free)]), (name, free[(3 * number + 2) % len(free)])}
    return missed


def _missed_styles() -> set[tuple[str, str]]:
    styles = [style for style in STYLES if style != "flat"]
    missed = {(name, styles[(number + step) % len(styles)]) for number, name in enumerate(NEWER_SUBJECTS) for step in (0, 4)}
    older = [name for name in SUBJECTS if name not in NEWER_SUBJECTS]
    return missed | {(name, NEWER_STYLES[number % 2]) for number, name in enumerate(older)}


MISSED_COLOURS = _missed_colours()
MISSED_STYLES = _missed_styles()
_NUMBERS = {name: number for number, name in enumerate(SUBJECTS)}


def never_share(first: str, second: str) -> bool:
    """Returns whether two different subjects are never painted together in training."""
    return (_NUMBERS[first] + _NUMBERS[second]) % 5 == 0
