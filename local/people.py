"""Who can sign in to the local stack, and how they are put into its user pool."""

import contextlib
import secrets
from collections.abc import Mapping
from typing import Final

from local.account import Account
from local.outputs import Person

GROUPS: Final = {"ada": ("admin",), "grace": ("admin",), "vic": ("auditor",), "eve": ()}
"""Two admins, who can watch each other at work, an auditor, and somebody who may do nothing."""


def ensure(account: Account, pool_id: str, known: Mapping[str, Person]) -> dict[str, Person]:
    """Everybody of `GROUPS`, confirmed; who is in `known` keeps that password."""
    people = {
        name: known.get(name) or Person(_new_password(), groups) for name, groups in GROUPS.items()
    }
    present = {u["Username"] for u in account.cognito.list_users(UserPoolId=pool_id)["Users"]}
    for name, person in people.items():
        if name not in present or name not in known:
            _add(account, pool_id, name, person)
    return people


def _add(account: Account, pool_id: str, name: str, person: Person) -> None:
    # The pool may have kept the person while the outputs file was lost: only the password is new.
    with contextlib.suppress(account.cognito.exceptions.UsernameExistsException):
        account.cognito.admin_create_user(
            UserPoolId=pool_id,
            Username=name,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": f"{name}@mediadesk.example"},
                {"Name": "email_verified", "Value": "true"},
            ],
        )
    account.cognito.admin_set_user_password(
        UserPoolId=pool_id, Username=name, Password=person.password, Permanent=True
    )
    for group in person.groups:
        account.cognito.admin_add_user_to_group(UserPoolId=pool_id, Username=name, GroupName=group)


def _new_password() -> str:
    # The end satisfies any rule on kinds of characters.
    return secrets.token_urlsafe(12) + "-Aa1"
