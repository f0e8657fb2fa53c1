"""QR codes made together are the very codes that segno makes one by one, in every size that certificates have."""

import pytest

from olympiad.documents.qr_codes import qr_svgs
from olympiad.documents.typesetting import qr_svg

ADDRESS = "https://olympiad.example/c"


@pytest.mark.parametrize("length", [1, 14, 22, 60, 105, 134, 160, 213, 260, 331, 400])
def test_codes_made_together_are_those_made_alone(length: int) -> None:
    texts = [f"{ADDRESS}/{at}{'aZ9-_;' * length}"[: len(ADDRESS) + 1 + length] for at in range(6)]

    assert qr_svgs(texts) == [qr_svg(text) for text in texts]


def test_texts_of_other_letters_and_lengths_are_drawn_too_in_their_order() -> None:
    texts = [
        "Ў" * 9,
        "1234567890",
        *(f"OLYMPIAD/{at}" for at in range(6)),
        *(f"a{at}" * at for at in range(1, 9)),
        "Ў" * 9,
    ]

    assert qr_svgs(texts) == [qr_svg(text) for text in texts]
