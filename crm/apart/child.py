"""The process that reads: takes a length and so many bytes, answers with a length and so much JSON, again and again.

Started by `process`, with limits on what it may use. `python -m crm.apart.child MODULE MEGABYTES`"""

import json
import resource
import struct
import sys
from importlib import import_module
from typing import Any

LENGTH = struct.Struct("!Q")


def main(name: str, megabytes: int) -> None:
    module = import_module(name)
    module.prepare()  # before the limits, and before anybody waits
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    asked, told = sys.stdin.buffer, sys.stdout.buffer
    while head := asked.read(LENGTH.size):
        answer = _answer(module, asked.read(LENGTH.unpack(head)[0]))
        told.write(LENGTH.pack(len(answer)) + answer)
        told.flush()


def _answer(module: Any, body: bytes) -> bytes:
    try:
        return json.dumps({"answer": module.answer(body)}).encode()
    except MemoryError:
        return b'{"problem": "memory"}'
    except Exception:  # a parser may raise anything over what people send
        return b'{"problem": "broken"}'


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
