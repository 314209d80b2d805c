"""How directory entries become items, and items directory entries."""

from mediadesk.aws.shards import directory_shard
from mediadesk.aws.user_rows import SearchRow, UserRow
from mediadesk.domain.chains import ChainHead
from mediadesk.domain.ids import UserId
from mediadesk.domain.user_search import terms
from mediadesk.domain.users import Profile
from mediadesk.ports import Hit

PROFILE = "PROFILE"


def user_partition(user_id: UserId) -> str:
    """Where everything about a user lies together, in each table."""
    return f"U#{user_id}"


def user_key(user_id: UserId) -> tuple[str, str]:
    return user_partition(user_id), PROFILE


def user_row(profile: Profile, row: type[UserRow] = UserRow) -> UserRow:
    pk, sk = user_key(profile.user_id)
    return row(
        pk=pk,
        sk=sk,
        directory_shard=directory_shard(profile.user_id),
        user_id=profile.user_id,
        display_name=profile.display_name,
        email=profile.email,
        updated_at=profile.updated_at,
        version=profile.version,
        deactivated_at=profile.deactivated_at,
        audit_sequence=profile.audit.sequence,
        audit_hash=profile.audit.hash,
    )


def profile_of(row: UserRow) -> Profile:
    return Profile(
        user_id=UserId(row.user_id),
        display_name=row.display_name,
        email=row.email,
        updated_at=row.updated_at,
        version=row.version,
        deactivated_at=row.deactivated_at,
        audit=ChainHead(sequence=row.audit_sequence, hash=row.audit_hash),
    )


def search_partition(word: str) -> str:
    """Where the terms lie that a word begins."""
    return word[:2]


def search_rows(profile: Profile, row: type[SearchRow] = SearchRow) -> list[SearchRow]:
    """Each term twice: for words of one character, and for all longer ones."""
    known = terms(profile)
    return [
        row(
            pk=pk,
            sk=f"{term}#{profile.user_id}",
            term=term,
            user_id=profile.user_id,
            terms=list(known),
        )
        for term in known
        for pk in dict.fromkeys((term[:1], search_partition(term)))
    ]


def hit_of(row: SearchRow) -> Hit:
    return Hit(row.sk, row.term, UserId(row.user_id), tuple(row.terms))
