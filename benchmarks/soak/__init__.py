"""Several machines on one: everything that may be there more than once is, and each part is killed under load."""
