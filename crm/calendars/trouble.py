"""Why a calendar could not be looked at, in words."""

from datetime import timedelta


class CalendarTrouble(Exception):
    """`str()` is a sentence for people. `needs_care`: trying again soon will not mend it. `no_entry`: nor any other
    address there. `wait`: how long the server asks us to; None if it does not say."""

    def __init__(
        self, sentence: str, *, needs_care: bool = False, no_entry: bool = False, wait: timedelta | None = None
    ) -> None:
        self.needs_care, self.no_entry, self.wait = needs_care or no_entry, no_entry, wait
        super().__init__(sentence)
