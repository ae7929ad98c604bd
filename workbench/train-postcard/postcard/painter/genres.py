"""The eight film genres: what a picture of each is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Genre:
    """The things that a film of this kind shows; a scene takes one of each. `None` stands for no such thing."""

    subjects: tuple[str, ...]
    grounds: tuple[str, ...]
    skies: tuple[str, ...]
    weathers: tuple[str, ...]
    celestial: tuple[str | None, ...]
    styles: tuple[str, ...]


GENRES: dict[str, Genre] = {
    "western": Genre(("cowboy", "cowboy", "horse", "cactus", "train"), ("desert",), ("sunset", "day"), ("clear",), ("sun", None), ("flat", "vintage")),
    "noir": Genre(("car", "person", "train", "bridge"), ("city",), ("night",), ("rain", "fog", "clear"), (None, "full moon"), ("noir",)),
    "space": Genre(("astronaut", "astronaut", "rocket", "robot"), ("desert", "mountains"), ("night",), ("clear",), ("planet", "planet", "stars"), ("flat",)),
    "romance": Genre(("heart", "heart", "flower", "balloon", "boat"), ("meadow", "sea"), ("sunset", "dawn"), ("clear",), ("sun", None), ("flat", "watercolor")),
    "horror": Genre(("ghost", "ghost", "house", "castle", "cat"), ("forest", "hills"), ("night",), ("fog", "storm"), ("full moon", None), ("flat",)),
    "war": Genre(("tank", "tank", "plane", "ship"), ("hills", "city"), ("overcast",), ("clear", "rain", "storm"), (None,), ("flat", "vintage")),
    "musical": Genre(("piano", "piano", "person"), ("city",), ("sunset", "night"), ("clear",), ("stars", None), ("flat", "neon", "pop art")),
    "fantasy": Genre(("dragon", "dragon", "knight", "castle"), ("mountains", "forest"), ("dawn", "aurora"), ("clear",), ("rainbow", None), ("flat",)),
}
