"""How good the judge is, on pictures of which the truth is known."""

import numpy as np

from .concepts import CONCEPTS, NUMBERS, UNSEEN

THINGS = ("subject", "second", "celestial")
"""Concepts of which a picture may show none."""


def _right_and_shown(seen: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns which answers are right and which count [B, concepts each]: what a picture shows; a second subject only where there is one."""
    shown = truth != UNSEEN
    shown[:, NUMBERS["second"]] &= truth[:, NUMBERS["second"]] > 0
    return seen == truth, shown


def right_rate(seen: np.ndarray, truth: np.ndarray) -> float:
    """Returns how often the judge is right over all that the pictures show."""
    right, shown = _right_and_shown(seen, truth)
    return round(float(right[shown].mean()), 4)


def right_rates(seen: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Returns how often each concept is right among the pictures that show it."""
    right, shown = _right_and_shown(seen, truth)
    return {concept: round(float(right[shown[:, number], number].mean()), 4) for concept, number in NUMBERS.items()}


def subject_rates(seen: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Returns how often each subject is right where it stands, as the left, the right or the only one."""
    sides = [NUMBERS["subject"], NUMBERS["second"]]
    right, shown = (seen == truth)[:, sides], truth[:, sides]
    return {name: round(float(right[shown == number].mean()), 4) for number, name in enumerate(CONCEPTS["subject"]) if number > 0}


def unasked_rates(seen: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Returns how often the judge sees what isn't there.

    - `subject`, `second`, `celestial`: the share of pictures without such a thing in which it sees one.
    - `value`: how often, on average over all values of all concepts, it sees a value that a picture doesn't show.
    """
    found = {}
    for concept in THINGS:
        number = NUMBERS[concept]
        found[concept] = round(float((seen[truth[:, number] == 0, number] > 0).mean()), 4)
    shown = truth != UNSEEN
    others = sum(int(shown[:, number].sum()) * (len(names) - 1) for number, names in enumerate(CONCEPTS.values()))
    return {**found, "value": round(int((shown & (seen != truth)).sum()) / others, 5)}
