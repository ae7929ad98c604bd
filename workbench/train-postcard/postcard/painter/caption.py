"""Words a caption for a scene: varied wording, clauses dropped and reordered at random, and a list of what it says."""

from dataclasses import dataclass, field

import numpy as np

from . import phrases
from .scene import Scene
from .styles import COLOURLESS_STYLES


_BETWEEN = ("beside", "near", "with", "and")


def _article(noun_phrase: str) -> str:
    return f"an {noun_phrase}" if noun_phrase[0] in "aeiou" else f"a {noun_phrase}"


@dataclass
class _Wording:
    """One caption in the making.

    - `loose` captions are strings of bare words in any order: "fog, red lighthouse, left, sunset".
    - `stated` collects the names of the scene's fields that the caption states.
    """

    scene: Scene
    rng: np.random.Generator
    loose: bool
    hidden: bool
    stated: set[str] = field(default_factory=set)

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def choose(self, choices: tuple[str, ...]) -> str:
        return min(choices, key=len) if self.loose and self.chance(0.7) else choices[int(self.rng.integers(len(choices)))]

    def state(self, *names: str) -> None:
        self.stated.update(names)

    def noun(self, which: str, adjective: str = "") -> str:
        """Returns a subject with its colour if that is named."""
        scene = self.scene
        name, colour, named = getattr(scene, which), getattr(scene, f"{which}_colour"), getattr(scene, f"{which}_colour_named")
        self.state(which)
        tint = ""
        if named and not self.hidden:
            tint = f"{colour} "
            self.state(f"{which}_colour")
        if name == "palm" and self.chance(0.5):
            name = "palm tree"
        noun = f"{adjective}{tint}{name}"
        return noun if self.loose and self.chance(0.5) or self.chance(0.12) else _article(noun)

    def placed(self, placement: str) -> str:
        self.state("placement")
        return placement if self.loose and self.chance(0.7) else self.choose(phrases.PLACEMENT_PHRASES[placement])

    def pair(self) -> str:
        """Returns two subjects: named from left to right, unless the words say otherwise."""
        first, second = self.noun("subject"), self.noun("second")
        said = self.rng.random()
        if said < 0.55:
            return f"{first} {_BETWEEN[min(int(said / 0.06), 3)]} {second}"
        left, right = f"{first} {self.placed('left')}", f"{second} {self.placed('right')}"
        return f"{left} and {right}" if said < 0.78 else f"{right} and {left}"

    def opening(self) -> list[str]:
        """Returns the subjects with their colours and placement, or nothing for a bare landscape."""
        scene = self.scene
        if not scene.subject or (scene.genre and self.chance(0.35)):
            return ["a landscape"] if not scene.genre and self.chance(0.3) else []
        if scene.second:
            return [self.pair()]
        adjective = ""
        if scene.weather in phrases.WEATHER_ADJECTIVES and self.chance(0.2):
            adjective = phrases.WEATHER_ADJECTIVES[scene.weather] + " "
            self.state("weather")
        noun = self.noun("subject", adjective)
        if not self.chance(0.5):
            return [noun]
        placed = self.placed(scene.placement)
        return [noun, placed] if self.loose else [f"{noun} {placed}"]

    def surroundings(self) -> list[str]:
        """Returns the clauses for ground, celestial thing, sky and weather that this caption keeps."""
        scene, clauses = self.scene, []
        keep = 0.35 if scene.genre else 1.0

        def tinted(choices: tuple[str, ...], colour: str | None, name: str) -> str:
            if colour and not self.hidden:
                self.state(name)
                return self.choose(choices).format(f"{colour} ")
            return self.choose(choices).format("")

        if self.chance(0.85 * keep) or not (scene.subject or scene.genre):
            sea = scene.ground == "sea" and scene.ground_colour and not self.hidden
            clauses.append(tinted(phrases.TINTED_SEA if sea else phrases.GROUND_PHRASES[scene.ground], scene.ground_colour, "ground_colour"))
            self.state("ground")
        if scene.celestial and self.chance(0.85 * keep):
            clauses.append(tinted(phrases.CELESTIAL_PHRASES[scene.celestial], scene.celestial_colour, "celestial_colour"))
            self.state("celestial")
        if self.chance(0.75 * keep):
            clauses.append(self.choose(phrases.SKY_PHRASES[scene.sky]))
            self.state("sky")
        if "weather" not in self.stated and self.chance((0.93 if scene.weather != "clear" else 0.12) * keep):
            clauses.append(self.choose(phrases.WEATHER_PHRASES[scene.weather]))
            self.state("weather")
        if self.chance(0.35):
            self.rng.shuffle(clauses)
        return clauses

    def style(self) -> str | None:
        """Returns the style's phrase, or None where the style stays unsaid."""
        scene = self.scene
        if (scene.genre and (scene.style == "noir" or self.chance(0.5))) or (scene.style == "flat" and not self.chance(0.3)):
            return None
        self.state("style")
        return self.choose(phrases.STYLE_PHRASES[scene.style])


def word_caption(scene: Scene, rng: np.random.Generator) -> tuple[str, frozenset[str]]:
    """Returns a caption that says nothing untrue of the scene, and the names of the scene's fields that it states.

    - The style is left out only where it is flat or the genre speaks for it; a weather that shows is rarely left out.
    - Placement, sky, celestial thing and ground are left out now and then, so that silence leaves them free.
    - A colour that the style hides is mostly left out.
    - A genre leaves most else to itself.
    """
    loose = bool(rng.random() < 0.3)
    wording = _Wording(scene, rng, loose, hidden=scene.style in COLOURLESS_STYLES and bool(rng.random() < 0.6))
    parts = wording.opening() + wording.surroundings()
    if loose and not scene.second:
        rng.shuffle(parts)
    style = wording.style()
    if scene.genre:
        wording.state("genre")
        genre = wording.choose(phrases.GENRE_PHRASES).format(scene.genre)
        parts = [genre, *parts] if wording.chance(0.6) else [*parts, genre]
    if style and parts and wording.chance(0.12):
        parts[0] = f"{phrases.STYLE_OPENINGS[scene.style]} {parts[0]}"
    elif style:
        parts = [style, *parts] if wording.chance(0.25) else [*parts, style]
    text = (", " if wording.chance(0.5) else " ").join(parts).replace(" a orange", " an orange")
    return text, frozenset(wording.stated)
