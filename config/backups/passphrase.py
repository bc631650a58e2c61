"""The passphrase of a backup: from BACKUP_PASSPHRASE, a file it names, or the person at the terminal."""

import getpass
import sys

from environ import Env

from config.problem import Problem
from config.secret import given_secret

SHORTEST = 12


def passphrase(env: Env, *, twice: bool) -> str:
    given = given_secret(env, "BACKUP_PASSPHRASE")
    if not given:
        if not sys.stdin.isatty():
            raise Problem("Give the passphrase by BACKUP_PASSPHRASE_FILE, BACKUP_PASSPHRASE, or at a terminal.")
        given = getpass.getpass("Passphrase: ")
        if twice and getpass.getpass("Once more: ") != given:
            raise Problem("The two differ. No backup was made.")
    if twice and len(given) < SHORTEST:
        raise Problem(f"Take at least {SHORTEST} characters: whoever finds the file can try passphrases for ever.")
    return given
