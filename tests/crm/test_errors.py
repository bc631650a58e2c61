"""What a refusal says."""

from types import SimpleNamespace

from crm.errors import AskLocked


def test_a_locked_ask_says_each_sentence_once() -> None:
    missing = [
        SimpleNamespace(sentence=text) for text in ("Nothing was said yet.", "Give first.", "Nothing was said yet.")
    ]
    locked = AskLocked("locked", missing)
    assert str(locked) == "Nothing was said yet. Give first."
    assert len(locked.missing) == 3
