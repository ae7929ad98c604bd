"""What a subject is."""

from dataclasses import dataclass
from typing import Callable

from ..colours import Colour
from ..pen import Pen


@dataclass(frozen=True)
class Subject:
    """A thing that can be the middle of a scene.

    - `draw` paints it in the pen's frame (x from −0.5 to 0.5, y from 0 up to −1) in one main colour;
    - `width` and `height` are its usual size in pixels;
    - `lift` is how far its foot hangs above the usual standing line;
    - `natural` are the colour words it takes when the caption names none;
    - `grounds` are the grounds it stands on more often than chance.
    """

    draw: Callable[[Pen, Colour], None]
    width: float
    height: float
    natural: tuple[str, ...]
    grounds: tuple[str, ...]
    lift: float = 0
