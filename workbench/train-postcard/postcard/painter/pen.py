"""A pen: the few drawing calls that all pictures are made of."""

from contextlib import contextmanager
from typing import Iterator, Sequence

import numpy as np
import skia

from .colours import Colour, lit

SIZE = 256

Point = tuple[float, float]


class Pen:
    """Draws on a 256 × 256 canvas, in pixels or in a frame set by `frame`.

    Colours are multiplied by `light`, so that the same drawing can stand in daylight or at night.
    """

    def __init__(self) -> None:
        self._pixels = np.zeros((SIZE, SIZE, 4), np.uint8)
        self._surface = skia.Surface(self._pixels)
        self.canvas = self._surface.getCanvas()
        self.light: Colour = (255, 255, 255)

    def picture(self) -> np.ndarray:
        """Returns the pixels as uint8 [256, 256, 3]."""
        return self._pixels[:, :, :3].copy()

    @contextmanager
    def frame(self, x: float, y: float, width: float, height: float, mirrored: bool = False) -> Iterator[None]:
        """Makes drawing happen in a frame whose bottom middle is (x, y): x from −0.5 to 0.5, y from 0 up to −1."""
        self.canvas.save()
        self.canvas.translate(x, y)
        self.canvas.scale(-width if mirrored else width, height)
        yield
        self.canvas.restore()

    def _paint(self, colour: Colour, alpha: int = 255) -> skia.Paint:
        red, green, blue = lit(colour, self.light)
        return skia.Paint(AntiAlias=True, Color=skia.Color(red, green, blue, alpha))

    def fill_gradient(self, top: Colour, bottom: Colour, from_y: float, to_y: float, alphas: tuple[int, int] = (255, 255)) -> None:
        """Fills the band between two heights with a vertical gradient."""
        ends = [skia.Color(*top, alphas[0]), skia.Color(*bottom, alphas[1])]
        shader = skia.GradientShader.MakeLinear([(0, from_y), (0, to_y)], ends)
        self.canvas.drawRect(skia.Rect.MakeLTRB(0, from_y, SIZE, to_y), skia.Paint(Shader=shader))

    def polygon(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        """Fills a closed polygon."""
        path = skia.Path()
        path.addPoly([skia.Point(*point) for point in points], True)
        self.canvas.drawPath(path, self._paint(colour, alpha))

    def blob(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        """Fills a closed smooth curve through the midpoints of a polygon's edges."""
        path = skia.Path()
        count = len(points)
        middle = [((points[i][0] + points[(i + 1) % count][0]) / 2, (points[i][1] + points[(i + 1) % count][1]) / 2) for i in range(count)]
        path.moveTo(*middle[-1])
        for i in range(count):
            path.quadTo(*points[i], *middle[i])
        path.close()
        self.canvas.drawPath(path, self._paint(colour, alpha))

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: int = 255) -> None:
        """Fills an ellipse around a centre."""
        self.canvas.drawOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry), self._paint(colour, alpha))

    def ring(self, x: float, y: float, rx: float, ry: float, width: float, colour: Colour) -> None:
        """Strokes an ellipse around a centre."""
        paint = self._paint(colour)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        self.canvas.drawOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry), paint)

    def arch(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        """Fills the upper half of an ellipse whose flat side is centred on (x, y)."""
        path = skia.Path()
        path.addArc(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry), 180, 180)
        path.close()
        self.canvas.drawPath(path, self._paint(colour))

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour, round_by: float = 0, alpha: int = 255) -> None:
        """Fills a rectangle, with rounded corners if asked."""
        self.canvas.drawRoundRect(skia.Rect.MakeLTRB(left, top, right, bottom), round_by, round_by, self._paint(colour, alpha))

    def line(self, points: Sequence[Point], width: float, colour: Colour, alpha: int = 255) -> None:
        """Strokes a polyline with round ends."""
        path = skia.Path()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        paint = self._paint(colour, alpha)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        self.canvas.drawPath(path, paint)
