"""One encrypted file that holds everything: the database, media, the secret key. Made while it runs, restored whole."""
