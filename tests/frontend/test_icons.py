"""Icons are drawn once, each as it was asked for."""

from django.template import Context, Template


def drawn(tag: str) -> str:
    return Template("{% load lucide %}" + tag).render(Context({"name": "ear", "label": "<Heard>"}))


def test_the_same_icon_is_drawn_the_same_again_and_others_otherwise() -> None:
    small = drawn('{% lucide "ear" size=14 aria_hidden="true" %}')
    assert small == drawn('{% lucide name size=14 aria_hidden="true" %}')
    assert small.startswith('<svg width="14"')
    assert drawn('{% lucide "ear" size=18 aria_hidden="true" %}').startswith('<svg width="18"')
    assert drawn('{% lucide "x" size=14 aria_hidden="true" %}') != small


def test_a_label_is_escaped() -> None:
    assert "<Heard>" not in drawn('{% lucide "ear" aria_label=label %}')
