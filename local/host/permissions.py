"""Which permission the engine asks for: as the cloud does, where it asks for one of its own."""

from typing import Final

from ministack.core import iam_actions

ASKED_INSTEAD: Final = {
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:SendMessageBatch": "sqs:SendMessage",
}
"""Whoever may do something with one message may do it with several at once."""


def ask_like_the_cloud() -> None:
    extract = iam_actions.extract_iam_action

    def extracted(*given: object) -> str | None:
        action: str | None = extract(*given)
        return None if action is None else ASKED_INSTEAD.get(action, action)

    iam_actions.extract_iam_action = extracted
