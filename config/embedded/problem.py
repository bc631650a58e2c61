"""What a person can act on, said in one line."""


class DatabaseProblem(Exception):
    """The database cannot be used. Its text is one sentence for the person at the terminal: no secrets."""
