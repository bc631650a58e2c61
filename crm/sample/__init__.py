"""The sample book: made-up people and what happened with them, to look around in and to throw away again."""
