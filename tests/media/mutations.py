"""Small valid files of every container, spoiled by chance; a seed and a number say how."""

from collections.abc import Callable
from random import Random
from typing import Final

Mutate = Callable[[bytearray, Random], None]
MOST_STEPS: Final = 6
HEAD_BYTES: Final = 1200
"""Where most containers keep what they are; half of all steps go there."""
LENGTHS: Final = (0, 1, 7, 8, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def mutated(content: bytes, random: Random) -> bytes:
    """The content after one to six steps."""
    spoiled = bytearray(content)
    for _ in range(random.randint(1, MOST_STEPS)):
        random.choice(STEPS)(spoiled, random)
    return bytes(spoiled)


def _place(content: bytearray, random: Random, length: int = 1) -> int:
    """Somewhere with so much behind it, as far as there is."""
    most = max(0, len(content) - length)
    return random.randint(0, min(most, HEAD_BYTES) if random.random() < 0.5 else most)


def _flip_bits(content: bytearray, random: Random) -> None:
    for _ in range(random.choice((1, 1, 4, 32))):
        at = _place(content, random)
        content[at : at + 1] = bytes(
            byte ^ 1 << random.randrange(8) for byte in content[at : at + 1]
        )


def _set_length(content: bytearray, random: Random) -> None:
    """What may be a size, a count or a rate becomes an extreme one."""
    size = random.choice((1, 2, 4, 8))
    number = random.choice((*LENGTHS, random.getrandbits(32))) & ((1 << 8 * size) - 1)
    at = _place(content, random, size)
    content[at : at + size] = number.to_bytes(size, random.choice(("big", "little")))


def _delete(content: bytearray, random: Random) -> None:
    length = random.randint(1, 600)
    at = _place(content, random, length)
    del content[at : at + length]


def _repeat(content: bytearray, random: Random) -> None:
    length = random.randint(1, 600)
    at = _place(content, random, length)
    content[at:at] = content[at : at + length] * random.choice((1, 1, 3, 40))


def _swap(content: bytearray, random: Random) -> None:
    length = random.randint(1, 600)
    first, second = sorted((_place(content, random, length), _place(content, random, length)))
    if second - first >= length:
        one, other = content[first : first + length], content[second : second + length]
        content[first : first + length] = other
        content[second : second + len(other)] = one


def _fill(content: bytearray, random: Random) -> None:
    length = random.randint(1, 300)
    at = _place(content, random, length)
    noise = random.randbytes(length)
    content[at : at + length] = random.choice((bytes(length), b"\xff" * length, noise))


def _cut(content: bytearray, random: Random) -> None:
    del content[_place(content, random) :]


STEPS: Final[tuple[Mutate, ...]] = (
    _flip_bits,
    _flip_bits,
    _set_length,
    _set_length,
    _delete,
    _repeat,
    _swap,
    _fill,
    _cut,
)
