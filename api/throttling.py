"""How often one credential may ask. Counted in memory, per process: a count in the database would cost more
than most of the requests it counts."""

import threading
import time
from collections import OrderedDict
from typing import Any

from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from crm.models import ApiToken

REMEMBERED = 10_000  # credentials; the longest unseen are forgotten first


def rate_allowed() -> float:
    """Requests a second: the number in a setting like `300/s`."""
    return float(str(api_settings.DEFAULT_THROTTLE_RATES["token"]).partition("/")[0])


class TokenBucket(BaseThrottle):
    """A bucket of one second's allowance for each credential, filled steadily."""

    _buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
    _lock = threading.Lock()
    _wait = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        rate = rate_allowed()
        now, who = time.monotonic(), self._who(request)
        with self._lock:
            left, seen = self._buckets.pop(who, (rate, now))
            left = min(rate, left + (now - seen) * rate)
            allowed = left >= 1
            self._buckets[who] = (left - 1 if allowed else left, now)
            while len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
        self._wait = (1 - left) / rate
        return allowed

    def wait(self) -> float:
        return max(1.0, self._wait)  # Retry-After counts whole seconds

    @classmethod
    def forget(cls) -> None:
        """Start anew, as after a restart."""
        cls._buckets.clear()

    def _who(self, request: Request) -> str:
        if isinstance(request.auth, ApiToken):
            return f"token {request.auth.pk}"
        return f"staff {request.user.pk}" if request.user.is_authenticated else self.get_ident(request)
