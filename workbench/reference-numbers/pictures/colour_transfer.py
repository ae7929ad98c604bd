"""Colour transfer in plain NumPy and SciPy, written from the papers.

Reinhard, Ashikhmin, Gooch, Shirley: Color Transfer between Images (2001): mean and standard deviation per axis.
Pitié, Kokaram: The linear Monge-Kantorovitch linear colour mapping for example-based colour transfer (2007): the linear
map that carries one covariance to another and moves colours the least.
"""

import numpy as np
from scipy.linalg import sqrtm

METHODS = ["mean-and-deviation", "covariance"]
SPACES = ["cielab", "ruderman"]
# sRGB to XYZ (IEC 61966-2-1), and its white, D65.
TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
WHITE = TO_XYZ.sum(1)
# Reinhard et al. (2001), equations 4 and 6.
TO_LMS = np.array([[0.3811, 0.5783, 0.0402], [0.1967, 0.7244, 0.0782], [0.0241, 0.1288, 0.8444]])
TO_OPPONENT = np.diag([1 / np.sqrt(3), 1 / np.sqrt(6), 1 / np.sqrt(2)]) @ np.array([[1, 1, 1], [1, 1, -2], [1, -1, 0]])
DARKEST = 1 / 255


def to_cielab(rgb):
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    t = linear @ TO_XYZ.T / WHITE
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = f.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1)


def from_cielab(lab):
    y = (lab[:, 0] + 16) / 116
    f = np.stack([y + lab[:, 1] / 500, y, y - lab[:, 2] / 200], -1)
    t = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29))
    linear = (t * WHITE) @ np.linalg.inv(TO_XYZ).T
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 0) ** (1 / 2.4) - 0.055)


def to_ruderman(rgb):
    return np.log10(np.maximum(rgb @ TO_LMS.T, DARKEST)) @ TO_OPPONENT.T


def from_ruderman(opponent):
    return 10 ** (opponent @ np.linalg.inv(TO_OPPONENT).T) @ np.linalg.inv(TO_LMS).T


def transfer(source, reference, strength, method, space):
    """Both as bytes [height, width, 3]."""
    there, back = (to_cielab, from_cielab) if space == "cielab" else (to_ruderman, from_ruderman)
    a, b = (there(picture.reshape(-1, 3) / 255) for picture in (source, reference))
    centred = a - a.mean(0)
    if method == "mean-and-deviation":
        spread = a.std(0)
        # An axis without spread has nothing to stretch.
        factors = np.where(spread > 1e-9, b.std(0) / np.where(spread > 1e-9, spread, 1), 1)
        mapped = centred * factors + b.mean(0)
    else:
        mapped = centred @ monge_kantorovich(np.cov(a.T, bias=True).reshape(3, 3), np.cov(b.T, bias=True).reshape(3, 3)).T + b.mean(0)
    mixed = a + strength * (mapped - a)
    return np.clip(np.round(back(mixed) * 255), 0, 255).astype(np.uint8).reshape(source.shape)


def monge_kantorovich(u, v):
    """U^-1/2 (U^1/2 V U^1/2)^1/2 U^-1/2, where directions without spread map to nothing."""
    if np.trace(u) < 1e-18:  # rounding errors of a picture of one colour
        return np.zeros((3, 3))
    root = np.real(sqrtm(u)) if np.linalg.matrix_rank(u, 1e-9) == 3 else symmetric_root(u)
    inverse = np.linalg.pinv(root, rcond=1e-6, hermitian=True)
    return inverse @ symmetric_root(root @ v @ root) @ inverse


def symmetric_root(matrix):
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    return vectors @ np.diag(np.sqrt(np.maximum(values, 0))) @ vectors.T
