"""Samples the exported folder and measures what it paints."""
