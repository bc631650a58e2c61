"""Shapes: what comes in and goes out, field by field in a fixed order. Nothing here decides."""
