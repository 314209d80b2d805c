"""How kept state follows its instance to another port."""

import re

from local.instance import HOST, Instance


def move(instance: Instance, old_port: int) -> None:
    """Rewrite the addresses in the engine's state; a queue's address, for one, is its key."""
    old = re.compile(rf"{re.escape(HOST)}:{old_port}(?!\d)")
    new = f"{HOST}:{instance.port}"
    for file in instance.state.glob("*.json"):
        text = file.read_text("utf-8")
        moved = old.sub(new, text)
        if moved != text:
            file.write_text(moved, "utf-8")
