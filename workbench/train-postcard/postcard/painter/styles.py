"""The ten styles: each turns a flat drawing into its own look, as numpy arithmetic on the pixels."""

from typing import Callable

import numpy as np
from PIL import Image, ImageFilter

Style = Callable[[np.ndarray], np.ndarray]


def _grey(picture: np.ndarray) -> np.ndarray:
    return picture.astype(np.float32) @ np.array([0.3, 0.59, 0.11], np.float32)


def _edges(picture: np.ndarray) -> np.ndarray:
    """Returns strokes three pixels wide, 0..1 [256, 256], where neighbouring colours differ."""
    wide = picture.astype(np.int16)
    strength = np.zeros(picture.shape[:2], np.int16)
    down = np.abs(wide[1:] - wide[:-1]).sum(2)
    across = np.abs(wide[:, 1:] - wide[:, :-1]).sum(2)
    strength[1:] = down
    strength[:, 1:] = np.maximum(strength[:, 1:], across)
    mask = Image.fromarray(np.clip((strength - 24) * 6, 0, 255).astype(np.uint8))
    thick = mask.filter(ImageFilter.MaxFilter(3)).filter(ImageFilter.BoxBlur(0.6))
    return np.asarray(thick, np.float32) / 255


def _vignette(strength: float) -> np.ndarray:
    axis = np.linspace(-1, 1, 256, dtype=np.float32)
    distance = axis[:, None] ** 2 + axis[None, :] ** 2
    return (1 - strength * np.clip(distance - 0.5, 0, 1))[:, :, None]


_NOIR_VIGNETTE = _vignette(0.75)
_VINTAGE_VIGNETTE = _vignette(0.5)


def _to_bytes(values: np.ndarray) -> np.ndarray:
    return np.clip(values, 0, 255).astype(np.uint8)


def flat(picture: np.ndarray) -> np.ndarray:
    """Leaves the drawing as it is."""
    return picture


def watercolor(picture: np.ndarray) -> np.ndarray:
    """Washes the colours out on warm paper, softens them, darkens their rims and leaves a paper margin."""
    soft = np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(2.2)), np.float32)
    rims = np.abs(soft - np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(5)), np.float32)).sum(2, keepdims=True)
    washed = soft * 0.66 + np.array([250, 243, 226], np.float32) * 0.34 - np.clip(rims * 0.5, 0, 40)
    paper = np.array([250, 244, 230], np.float32)
    washed[:9], washed[-9:], washed[:, :9], washed[:, -9:] = paper, paper, paper, paper
    return _to_bytes(washed)


def pixel_art(picture: np.ndarray) -> np.ndarray:
    """Keeps 32 × 32 blocks and few tones a channel."""
    small = picture.reshape(32, 8, 32, 8, 3).mean((1, 3))
    stepped = np.round(np.clip((small - 128) * 1.15 + 128, 0, 255) / 42.5) * 42.5
    return _to_bytes(stepped).repeat(8, 0).repeat(8, 1)


def line_drawing(picture: np.ndarray) -> np.ndarray:
    """Draws the edges in ink on white paper with a faint grey fill."""
    ink = _edges(picture)[:, :, None]
    paper = 232 + _grey(picture)[:, :, None] * (20 / 255) + np.zeros(3, np.float32)
    return _to_bytes(paper * (1 - ink) + 24 * ink)


def noir(picture: np.ndarray) -> np.ndarray:
    """Makes it a hard black-and-white film frame with dark corners."""
    grey = _grey(picture)[:, :, None]
    contrast = 255 / (1 + np.exp(-(grey - 118) / 26))
    return _to_bytes((contrast * _NOIR_VIGNETTE).repeat(3, 2))


def neon(picture: np.ndarray) -> np.ndarray:
    """Lets saturated edges glow on near-black."""
    edges = _edges(picture)
    colour = np.asarray(Image.fromarray(picture).filter(ImageFilter.MaxFilter(5)), np.float32)
    low, high = colour.min(2, keepdims=True), colour.max(2, keepdims=True)
    vivid = (colour - low * 0.85) / np.maximum(high - low * 0.85, 1) * 255
    halo = np.asarray(Image.fromarray((edges * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(4)), np.float32)[:, :, None] / 255
    base = np.array([14, 8, 30], np.float32) + colour * 0.07
    return _to_bytes(base + vivid * np.clip(edges[:, :, None] * 1.0 + halo * 0.45, 0, 1))


def blueprint(picture: np.ndarray) -> np.ndarray:
    """Draws the edges in white on blue paper with a grid."""
    ink = _edges(picture)[:, :, None]
    paper = np.zeros(picture.shape, np.float32) + np.array([24, 70, 150], np.float32)
    paper[15::32] += 22
    paper[:, 15::32] += 22
    return _to_bytes(paper * (1 - ink) + np.array([226, 238, 252], np.float32) * ink)


def vintage(picture: np.ndarray) -> np.ndarray:
    """Fades the picture to brown tones with dark corners, as an old photograph."""
    grey = _grey(picture)[:, :, None] / 255
    brown = np.array([58, 36, 20], np.float32) * (1 - grey) + np.array([250, 226, 178], np.float32) * grey
    return _to_bytes(brown * _VINTAGE_VIGNETTE)


def comic(picture: np.ndarray) -> np.ndarray:
    """Makes it a comic panel: few loud colours, thick black outlines, a white gutter with a black rule."""
    ink = Image.fromarray((_edges(picture) * 255).astype(np.uint8)).filter(ImageFilter.MaxFilter(3))
    wide = picture.astype(np.float32)
    loud = np.clip((wide - wide.mean(2, keepdims=True)) * 1.5 + wide.mean(2, keepdims=True) * 1.05 + 10, 0, 255)
    panel = np.round(loud / 51) * 51 * (1 - np.asarray(ink, np.float32)[:, :, None] / 255)
    for width, tone in ((14, 0), (9, 255)):
        panel[:width], panel[-width:], panel[:, :width], panel[:, -width:] = tone, tone, tone, tone
    return _to_bytes(panel)


_POP_TONES = np.array([(38, 16, 96), (206, 20, 130), (255, 86, 60), (255, 206, 40), (190, 250, 236)], np.uint8)


def pop_art(picture: np.ndarray) -> np.ndarray:
    """Prints the brightness in five screaming colours, from violet over pink, orange and yellow to mint."""
    return _POP_TONES[np.clip(_grey(picture) / 51.2, 0, 4).astype(np.uint8)]


STYLES: dict[str, Style] = {
    "flat": flat,
    "watercolor": watercolor,
    "pixel art": pixel_art,
    "line drawing": line_drawing,
    "noir": noir,
    "neon": neon,
    "blueprint": blueprint,
    "vintage": vintage,
    "comic": comic,
    "pop art": pop_art,
}

COLOURLESS_STYLES = ("line drawing", "noir", "blueprint", "vintage", "pop art")
OUTLINE_STYLES = ("line drawing", "neon", "blueprint")
