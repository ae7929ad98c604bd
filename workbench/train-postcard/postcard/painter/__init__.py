"""Paints illustrated scenes and words captions for them, all determined by a seed."""
