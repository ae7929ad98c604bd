"""The word-level tokenizer: which words there are and how a caption becomes numbers."""

import re
from functools import lru_cache

import numpy as np

from .model.text_encoder import MAX_WORDS
from .painter.caption import word_caption
from .painter.scene import random_scene

SPECIAL = ("<pad>", "<unk>", "<s>")
PAD, UNKNOWN, START = range(3)


def split(text: str) -> list[str]:
    """Splits lower-cased text into words and single punctuation marks."""
    return re.findall(r"[^\W_]+|[^\w\s]|_", text.lower())


@lru_cache
def vocabulary() -> dict[str, int]:
    """Returns every word that the captions of 20,000 random scenes use, numbered in alphabetical order after the special words."""
    words: set[str] = set()
    for index in range(20_000):
        rng = np.random.default_rng([1, index])
        words.update(split(word_caption(random_scene(rng), rng)[0]))
    return {word: number for number, word in enumerate((*SPECIAL, *sorted(words)))}


def numbers_of(text: str) -> list[int]:
    """Returns `<s>`, the words' numbers, and padding up to the fixed length."""
    known = vocabulary()
    numbers = [START, *(known.get(word, UNKNOWN) for word in split(text))][:MAX_WORDS]
    return numbers + [PAD] * (MAX_WORDS - len(numbers))
