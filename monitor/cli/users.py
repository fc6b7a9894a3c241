"""Commands on the people who sign in."""

import sys

import click

from monitor.bootstrap import Wiring
from monitor.cli.anywhere import AnywhereGroup
from monitor.cli.terminal import as_json, put_json, put_table, put_text, say, with_wiring
from monitor.domain.people import Person, Role
from monitor.errors import NotAllowed
from monitor.service.people import TERMINAL, Listed

_ROLES = tuple(role.value for role in Role if role is not Role.FEED)
_roles = click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    type=click.Choice(_ROLES),
    help="What the person is; give it once for each role.",
)
_both_duties = click.option(
    "--both-duties",
    is_flag=True,
    help="Say in the open that one person may decide alerts and manage people.",
)
_user = click.argument("user_name", metavar="USER")
_with_password = click.option(
    "--password",
    "with_password",
    is_flag=True,
    help="Set a password now, typed twice or as one line of standard input.",
)


@click.group(cls=AnywhereGroup)
def users() -> None:
    """Manage the people who sign in. What is done here is on record as 'terminal'."""


@users.command()
@_user
@click.option("--name", metavar="N", help="What pages show; the user name if absent.")
@_roles
@_both_duties
@_with_password
@click.option("--subject", metavar="S", help="The person's subject at the OpenID provider.")
@with_wiring
def add(
    wiring: Wiring,
    *,
    user_name: str,
    name: str | None,
    roles: tuple[str, ...],
    both_duties: bool,
    with_password: bool,
    subject: str | None,
) -> int:
    """Add a person and print a link for a first password, once.

    With --password, set one now; with --subject, an OpenID provider vouches for the person.
    """
    if subject is not None and wiring.settings.oidc is None:
        raise click.UsageError("--subject needs an OpenID provider in the settings")
    password = _typed_password() if with_password else None
    person = Person(user_name.casefold(), name or user_name, frozenset(map(Role, roles)))
    issuer = (
        None if subject is None or wiring.settings.oidc is None else wiring.settings.oidc.issuer
    )
    people = wiring.access.people
    if password is not None:
        people.require_good(person, password)
    people.add(TERMINAL, person, both_duties=both_duties, issuer=issuer, subject=subject)
    if password is not None:
        people.set_password(TERMINAL, person.id, password)
        say(f"{person.id} can sign in.")
    elif subject is None:
        _print_invitation(wiring, person.id)
    else:
        say(f"{person.id} can sign in at the provider.")
    return 0


def _typed_password() -> str:
    """Read a password from a prompt, or from standard input where nobody types."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def _print_invitation(wiring: Wiring, person_id: str) -> None:
    secret = wiring.access.people.invite(TERMINAL, person_id)
    base = wiring.settings.public_url or "http://127.0.0.1:8000"
    put_text(f"{base}/invitation?token={secret}")
    say(
        f"The link above sets a password for {person_id}, once, within 48 hours. "
        "If the desk is served under another address, put that in place of the first part."
    )


@users.command("list")
@as_json
@with_wiring
def list_users(wiring: Wiring, *, as_json: bool) -> int:
    """Show everybody and how they stand."""
    wiring.existing_store()
    found = wiring.access.people.listed()
    if as_json:
        for listed in found:
            put_json(_to_json(listed))
        return 0
    rows = (
        (listed.account.person.id, _state(listed), _role_names(listed), listed.account.person.name)
        for listed in found
    )
    put_table(("user", "state", "roles", "name"), rows)
    return 0


def _to_json(listed: Listed) -> dict[str, object]:
    account = listed.account
    return {
        "object": "person",
        "user_name": account.person.id,
        "name": account.person.name,
        "roles": sorted(account.person.roles),
        "state": _state(listed),
        "sessions": listed.sessions,
        "created_at": account.created_at.isoformat(),
    }


def _role_names(listed: Listed) -> str:
    return " ".join(sorted(listed.account.person.roles))


def _state(listed: Listed) -> str:
    if listed.account.disabled_at is not None:
        return "disabled"
    if listed.locked:
        return "locked"
    return "active" if listed.account.can_sign_in else "invited"


@users.command()
@_user
@_roles
@_both_duties
@with_wiring
def roles(wiring: Wiring, *, user_name: str, roles: tuple[str, ...], both_duties: bool) -> int:
    """Give a person these roles and no others."""
    given = frozenset(map(Role, roles))
    wiring.access.people.set_roles(TERMINAL, user_name, given, both_duties=both_duties)
    return 0


@users.command()
@_user
@with_wiring
def disable(wiring: Wiring, *, user_name: str) -> int:
    """Keep a person out; all sessions end at once."""
    wiring.access.people.disable(TERMINAL, user_name)
    return 0


@users.command()
@_user
@with_wiring
def enable(wiring: Wiring, *, user_name: str) -> int:
    """Let a person in again."""
    wiring.access.people.enable(TERMINAL, user_name)
    return 0


@users.command()
@_user
@with_wiring
def unlock(wiring: Wiring, *, user_name: str) -> int:
    """Forget a person's failed sign-ins."""
    wiring.access.people.unlock(TERMINAL, user_name)
    return 0


@users.command()
@_user
@_with_password
@with_wiring
def password(wiring: Wiring, *, user_name: str, with_password: bool) -> int:
    """Print a link for a new password, once; with --password, set it now.

    This is the way back in where every administrator is locked out of the desk.
    """
    if not with_password:
        _print_invitation(wiring, user_name)
        return 0
    typed = _typed_password()
    if not typed:
        raise NotAllowed("no password was given")
    wiring.access.people.set_password(TERMINAL, user_name, typed)
    say(f"The password of {user_name} was set; all sessions ended.")
    return 0
