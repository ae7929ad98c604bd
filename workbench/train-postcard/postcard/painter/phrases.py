"""How captions say each concept: full phrases, and the bare words of loose captions. `{}` takes a colour."""

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
TINTED_SEA = ("by the {}sea", "on the {}sea", "a {}sea")
SKY_PHRASES: dict[str, tuple[str, ...]] = {
    "dawn": ("at dawn", "dawn"),
    "day": ("by day", "during the day", "day"),
    "sunset": ("at sunset", "sunset"),
    "night": ("at night", "by night", "night"),
    "overcast": ("overcast", "under an overcast sky"),
    "aurora": ("under the aurora", "with an aurora", "aurora"),
}
CELESTIAL_PHRASES: dict[str, tuple[str, ...]] = {
    "sun": ("under a {}sun", "with a {}sun", "a {}sun"),
    "full moon": ("under a {}full moon", "with a {}full moon", "a {}full moon", "under the {}moon"),
    "crescent moon": ("under a {}crescent moon", "with a {}crescent moon", "a {}crescent moon"),
    "stars": ("under the stars", "with stars", "stars"),
    "rainbow": ("under a rainbow", "with a rainbow", "a rainbow"),
    "planet": ("under a {}planet", "with a {}planet", "a {}planet"),
}
WEATHER_PHRASES: dict[str, tuple[str, ...]] = {
    "clear": ("clear", "clear weather"),
    "snow": ("in the snow", "snow", "in falling snow"),
    "rain": ("in the rain", "rain"),
    "fog": ("in fog", "fog", "in the fog"),
    "storm": ("in a storm", "storm"),
    "wind": ("in the wind", "wind"),
}
WEATHER_ADJECTIVES = {"snow": "snowy", "rain": "rainy", "fog": "foggy", "storm": "stormy", "wind": "windy"}
STYLE_PHRASES: dict[str, tuple[str, ...]] = {
    "flat": ("flat", "flat style"),
    "watercolor": ("watercolor", "in watercolor", "a watercolor painting"),
    "pixel art": ("pixel art", "in pixel art style"),
    "line drawing": ("line drawing", "as a line drawing"),
    "noir": ("noir", "in noir style"),
    "neon": ("neon", "in neon style"),
    "blueprint": ("blueprint", "as a blueprint"),
    "vintage": ("vintage", "in vintage style", "a vintage photo"),
    "comic": ("comic", "in comic style", "as a comic"),
    "pop art": ("pop art", "in pop art style"),
}
STYLE_OPENINGS: dict[str, str] = {
    "flat": "a flat picture of",
    "watercolor": "a watercolor of",
    "pixel art": "pixel art of",
    "line drawing": "a line drawing of",
    "noir": "a noir picture of",
    "neon": "a neon picture of",
    "blueprint": "a blueprint of",
    "vintage": "a vintage photo of",
    "comic": "a comic of",
    "pop art": "pop art of",
}
PLACEMENT_PHRASES: dict[str, tuple[str, ...]] = {
    "left": ("on the left", "to the left"),
    "centre": ("in the centre", "in the middle"),
    "right": ("on the right", "to the right"),
}
GENRE_PHRASES = ("{} film", "a {} film", "a {} film scene", "{} film art")
"""A genre is always said with the word film, so that noir the style stays another thing."""
