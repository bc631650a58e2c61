"""A plain, slow, independent re-statement of "The rule", to check the real one against."""
