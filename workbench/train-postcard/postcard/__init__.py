"""Postcard: a small text-to-image model, from the painter of its training scenes to its exported weights."""
