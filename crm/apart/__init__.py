"""What strangers made is read in a process that may break: limited in memory and time, and nothing of ours in it.

    reader = Apart("crm.calendars.expanding")
    answer = reader.ask(body)

The module named has `answer(body: bytes) -> JSON`, and `prepare()` for what must be imported before the limits. What
it raises becomes a Broken; what takes too long, TooSlow; what wants too much memory, or ends the process, TooMuch."""

from crm.apart.process import Apart, Broken, TooMuch, TooSlow

__all__ = ["Apart", "Broken", "TooMuch", "TooSlow"]
