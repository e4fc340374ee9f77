"""
Accounts of the staff, from the command line: `python -m services.members.staff --help`.

DATABASE_URL is that of the role `members`. Exit codes: 0 done, 1 refused, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys

from services.members.domain.rights import ROLES
from services.members.operations import staff
from shared import clock
from shared.contracts.members import LANGUAGES
from shared.db.database import Database
from shared.errors import Refusal


def main() -> None:
    """Do what the command line says; a refusal ends in a sentence and exit code 1."""
    wish = _parser().parse_args()
    dsn = os.environ.get("DATABASE_URL")
    if not dsn:
        sys.exit("DATABASE_URL is not set")
    db = Database(dsn, size=1)
    try:
        wish.act(db, wish)
    except Refusal as refusal:
        sys.exit(f"{refusal} ({refusal.code})")
    finally:
        db.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="staff", description="Accounts of the staff")
    commands = parser.add_subparsers(required=True)

    add = commands.add_parser("add", help="make an account")
    add.add_argument("email")
    add.add_argument("--name", required=True)
    add.add_argument("--role", choices=ROLES, required=True)
    add.add_argument("--language", choices=LANGUAGES, default="fr")
    add.set_defaults(act=_add)

    password = commands.add_parser("password", help="give an account another password")
    password.add_argument("email")
    password.set_defaults(act=_password)

    for command in (add, password):
        command.add_argument(
            "--password-stdin",
            action="store_true",
            help="read the password from standard input; without it one is made and shown once",
        )

    disable = commands.add_parser("disable", help="let nobody in any more by an account")
    disable.add_argument("email")
    disable.set_defaults(act=_disable)

    lost = commands.add_parser("lost-second-factor", help="let somebody set a new one up")
    lost.add_argument("email")
    lost.set_defaults(act=_lost_second_factor)

    show = commands.add_parser("list", help="show the accounts")
    show.set_defaults(act=_list)
    return parser


def _add(db: Database, wish: argparse.Namespace) -> None:
    password = _chosen_password(wish)
    staff.add_account(
        db,
        wish.email,
        name=wish.name,
        role=wish.role,
        language=wish.language,
        password=password,
    )
    _show_made_up(wish, password)


def _password(db: Database, wish: argparse.Namespace) -> None:
    password = _chosen_password(wish)
    staff.change_password(db, wish.email, password, now=clock.now())
    _show_made_up(wish, password)


def _disable(db: Database, wish: argparse.Namespace) -> None:
    staff.disable_account(db, wish.email, now=clock.now())


def _lost_second_factor(db: Database, wish: argparse.Namespace) -> None:
    staff.take_second_factor(db, wish.email, now=clock.now())


def _list(db: Database, _: argparse.Namespace) -> None:
    for account in staff.accounts(db, now=clock.now()):
        state = "disabled" if account["disabled_at"] else "active"
        sys.stdout.write(f"{account['email']}\t{account['role']}\t{state}\t{account['name']}\n")


def _chosen_password(wish: argparse.Namespace) -> str:
    if wish.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return secrets.token_urlsafe(12)


def _show_made_up(wish: argparse.Namespace, password: str) -> None:
    if not wish.password_stdin:
        sys.stdout.write(f"{password}\n")


if __name__ == "__main__":
    main()
