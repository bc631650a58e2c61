"""Feeds: read, found on pages, asked at the right pace, carried in and out as OPML.

What comes from outside is parsed in a process of its own (`reader`), which may be short of memory, hang or die without
anybody else noticing."""
