"""How far a command is: a bar on a terminal; where the output is kept, the end is enough."""

from django.core.management.base import OutputWrapper

WIDTH = 30


def show_bar(out: OutputWrapper, done: int, total: int | None) -> None:
    """Redraws its line. `total` is about how many there are; None where nobody has counted yet."""
    if not out.isatty():
        return
    share = min(done / total, 1) if total else 0
    bar = ("█" * round(share * WIDTH)).ljust(WIDTH, "·") if total else ""
    of = f" of about {max(total, done):,}" if total else ""
    out.write(f"\r{bar} {done:,}{of} ", ending="")
    out.flush()
