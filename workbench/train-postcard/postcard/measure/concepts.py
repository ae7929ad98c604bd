"""What a picture can show, as numbers: the concepts that the judge tells apart."""

import numpy as np

from ..painter.celestial import CELESTIAL
from ..painter.colours import COLOURS
from ..painter.grounds import GROUNDS
from ..painter.scene import PLACEMENTS
from ..painter.skies import SKIES
from ..painter.styles import COLOURLESS_STYLES, STYLES
from ..painter.subjects import SUBJECTS
from ..painter.weathers import WEATHERS

CONCEPTS: dict[str, tuple[str, ...]] = {
    "subject": ("none", *SUBJECTS),
    "second": ("none", *SUBJECTS),
    "subject_colour": tuple(COLOURS),
    "second_colour": tuple(COLOURS),
    "placement": (*PLACEMENTS, "pair"),
    "ground": tuple(GROUNDS),
    "ground_colour": tuple(COLOURS),
    "sky": tuple(SKIES),
    "weather": tuple(WEATHERS),
    "celestial": ("none", *CELESTIAL),
    "celestial_colour": tuple(COLOURS),
    "style": tuple(STYLES),
}
"""What the judge tells apart. Of two subjects, `subject` is the left one and `second` the right one."""

UNSEEN = -100
NUMBERS = {concept: number for number, concept in enumerate(CONCEPTS)}
"""Where each concept stands in a row of targets."""


def target(row: dict) -> list[int]:
    """Returns the number of each concept's true value; UNSEEN where the picture doesn't show it (the colour of nothing, a colour in grey)."""
    shown = {concept: row.get(concept) for concept in CONCEPTS}
    shown["subject"], shown["second"] = row["subject"] or "none", row["second"] or "none"
    shown["celestial"] = row["celestial"] or "none"
    shown["placement"] = None if not row["subject"] else "pair" if row["second"] else row["placement"]
    if not row["subject"]:
        shown["subject_colour"] = None
    if not row["second"]:
        shown["second_colour"] = None
    if row["style"] in COLOURLESS_STYLES:
        shown.update(subject_colour=None, second_colour=None, ground_colour=None, celestial_colour=None)
    return [names.index(shown[concept]) if shown[concept] is not None else UNSEEN for concept, names in CONCEPTS.items()]


def targets(rows: list[dict]) -> np.ndarray:
    """Returns every row's target: [B, concepts]."""
    return np.array([target(row) for row in rows])


def mirror_targets(truth: np.ndarray) -> np.ndarray:
    """Returns the targets of the same pictures seen in a mirror: left becomes right, and of two subjects the left one the right one."""
    seen = truth.copy()
    placement = NUMBERS["placement"]
    left, right, pair = (CONCEPTS["placement"].index(name) for name in ("left", "right", "pair"))
    seen[truth[:, placement] == left, placement] = right
    seen[truth[:, placement] == right, placement] = left
    two = np.flatnonzero(truth[:, placement] == pair)
    for one, other in (("subject", "second"), ("subject_colour", "second_colour")):
        seen[two, NUMBERS[one]], seen[two, NUMBERS[other]] = truth[two, NUMBERS[other]], truth[two, NUMBERS[one]]
    return seen
