"""Letters: mail to one person, handed over to the mail server for whoever wrote it."""
