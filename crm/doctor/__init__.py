"""What must always hold in the book (the domain's invariants), asked of the database as it lies there.

Each question is one object: a name, a sentence, a query for what breaks it, and what to do. Offenders are named by
kind and number only: whoever runs this may see anybody's records broken, but need not see whose they are.
"""

from crm.doctor.invariants import Invariant, by_query

__all__ = ["Invariant", "by_query"]
