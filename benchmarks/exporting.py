"""A whole book on its way out, in every format, and the memory it takes."""

import resource
import time

from django.utils import timezone

from crm.exporting.formats import FORMATS
from crm.exporting.selection import choose
from crm.models import Contact, Staff


def measure_exports() -> None:
    staff, contacts = Staff.objects.order_by("pk")[1], Contact.objects.count()
    print("| export | contacts/s | MB | memory of the process so far, MB |\n| --- | ---: | ---: | ---: |")
    for known in FORMATS.values():
        start = time.perf_counter()
        size = sum(map(len, known.write(choose(staff=staff, filters={}, as_of=timezone.now()))))
        seconds = time.perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"| {known.label} | {contacts / seconds:,.0f} | {size / 1e6:.0f} | {memory} |", flush=True)
    print()
