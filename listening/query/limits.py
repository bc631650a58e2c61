"""How large a query may be. Far above what people write, far below what would hold up anybody else."""

MAX_LENGTH = 20_000
"""Characters."""
MAX_DEPTH = 30
"""Brackets and NOTs within each other."""
MAX_TERMS = 2_000
"""Words, phrases and fields, in one query; twice that with the topics it refers to written out."""
MAX_DISTANCE = 100
"""Words between the sides of NEAR."""
MIN_PREFIX = 3
"""Letters before a `*`."""
MAX_CHAIN = 8
"""Topics that refer to topics that refer to topics …"""
