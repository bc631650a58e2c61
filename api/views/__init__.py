"""One module per resource; each view fetches with its access check, validates shape, calls crm, answers."""
