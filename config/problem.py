"""What a person can act on, said in one line."""


class Problem(Exception):
    """It cannot go on. Its text is one sentence for the person at the terminal: what, why, what to do.

    It never holds a secret, and `manage.py` prints it instead of a traceback.
    """
