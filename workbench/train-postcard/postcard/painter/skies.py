"""The five skies: the gradient each one paints and the light it casts on everything below."""

from dataclasses import dataclass

from .colours import Colour
from .pen import SIZE, Pen


@dataclass(frozen=True)
class Sky:
    """A time of day: sky colours from top to horizon, the light on the ground, the light on the subject."""

    top: Colour
    bottom: Colour
    ground_light: Colour
    subject_light: Colour


SKIES: dict[str, Sky] = {
    "dawn": Sky((128, 148, 214), (255, 204, 200), (226, 204, 220), (250, 236, 244)),
    "day": Sky((74, 156, 236), (188, 226, 250), (255, 255, 255), (255, 255, 255)),
    "sunset": Sky((92, 50, 128), (255, 142, 50), (206, 150, 134), (246, 222, 204)),
    "night": Sky((8, 12, 44), (34, 48, 108), (92, 100, 150), (176, 178, 208)),
    "overcast": Sky((146, 152, 162), (198, 202, 206), (196, 200, 202), (226, 228, 230)),
}


def paint_sky(pen: Pen, sky: Sky) -> None:
    """Fills the picture with the sky's gradient; the horizon gets the lower colour."""
    pen.fill_gradient(sky.top, sky.bottom, 0, 176)
    pen.fill_gradient(sky.bottom, sky.bottom, 176, SIZE)
