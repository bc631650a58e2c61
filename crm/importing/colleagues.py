"""Whose account something is that a file brings: colleagues are named in it by their e-mail address."""

from functools import cached_property

from crm.models.staff import Staff


class Colleagues:
    """As the loader may load for them: a manager for everybody who is, or was, on the staff; others for themselves."""

    def __init__(self, loader: Staff) -> None:
        self.loader = loader

    def named(self, email: str) -> Staff | None:
        """The loader where nobody is named. None for whom the loader may not speak, or who is not known here."""
        plain = email.strip().casefold()
        if not plain or plain == self.loader.email.casefold():
            return self.loader
        return self._everybody.get(plain) if self.loader.is_manager else None

    def anybody(self, email: str) -> Staff | None:
        """Whoever is called by that address; the loader need not speak for them."""
        return self._everybody.get(email.strip().casefold()) if email else None

    @cached_property
    def _everybody(self) -> dict[str, Staff]:
        return {staff.email.casefold(): staff for staff in Staff.objects.all()}
