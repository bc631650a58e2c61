"""The process that parses: reads a length and so many bytes, answers with a length and so much JSON, again and again.

Started by `reader`, with limits on what it may use. `python -m listening.feeds.child MEGABYTES`"""

import json
import resource
import struct
import sys

from listening.feeds.document import NoFeed, read_document

LENGTH = struct.Struct("!Q")


def main(megabytes: int) -> None:
    import fastfeedparser  # noqa: F401  # before the limits, and before anybody waits
    import feedparser  # noqa: F401

    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    asked, told = sys.stdin.buffer, sys.stdout.buffer
    while head := asked.read(LENGTH.size):
        answer = _answer(asked.read(LENGTH.unpack(head)[0]))
        told.write(LENGTH.pack(len(answer)) + answer)
        told.flush()


def _answer(body: bytes) -> bytes:
    try:
        return json.dumps(read_document(body)).encode()
    except NoFeed:
        return b'{"problem": "no feed"}'
    except MemoryError:
        return b'{"problem": "memory"}'
    except Exception:  # a parser may raise anything over what people send
        return b'{"problem": "no feed"}'


if __name__ == "__main__":
    main(int(sys.argv[1]))
