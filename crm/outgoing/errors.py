"""Why nothing came of a request, in one exception: a reason for programs, a sentence for people."""

from enum import StrEnum


class Reason(StrEnum):
    ADDRESS = "address"  # cannot be an address of the web
    PRIVATE = "private"  # leads into our own network, or to no place on the internet
    NAME = "name"  # there is no such host, or nobody could tell in time
    CONNECTION = "connection"  # refused, or broken off
    TLS = "tls"
    REDIRECT = "redirect"  # too many, or to where we do not follow
    TIME = "time"
    SIZE = "size"
    ANSWER = "answer"  # not HTTP, or in an encoding we did not ask for


class NotReached(Exception):
    """`str()` is a sentence for people, and names no address that was not already in the request."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        self.reason = reason
        super().__init__(sentence)
