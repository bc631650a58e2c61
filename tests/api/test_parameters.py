"""What stands behind the question mark: what the schema says is taken, and nothing is passed over in silence."""

from typing import Any

from rest_framework.test import APIClient

from api.views.schema import described
from crm.models import Contact, Staff
from tests.api.conftest import V1, client_of

UNKNOWN = "is no filter of"


def reads() -> list[tuple[str, set[str], bool]]:
    """Each address that can be read, what the schema says it takes, and whether it is a list."""
    found = []
    for path, operations in described()["paths"].items():
        if operation := operations.get("get"):
            parameters = operation.get("parameters", [])
            named = {each["name"] for each in parameters if each["in"] == "query"}
            for each in parameters:
                if each["in"] == "path":
                    path = path.replace("{" + each["name"] + "}", "1")
            found.append((path, named, "cursor" in named))
    return found


def sentence_of(answer: Any) -> str:
    return str(answer.json().get("detail", "")) if "json" in answer.get("Content-Type", "") else ""


def test_a_misspelt_filter_is_refused_with_the_nearest_real_one(api: APIClient, ana: Contact) -> None:
    answer = api.get(f"{V1}/contacts/?tagg=bikes")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"] == {"tagg": ["“tagg” is no filter of contacts; did you mean tag?"]}
    assert api.get(f"{V1}/contacts/?tag=bikes").json()["results"] == []


def test_where_nothing_is_near_all_are_named(api: APIClient) -> None:
    sentence = sentence_of(api.get(f"{V1}/duplicates/?xyzzy=1"))
    assert "there are" in sentence
    assert "limit" in sentence


def test_a_column_is_no_filter_by_itself(api: APIClient, ana: Contact) -> None:
    for name in ("password", "owner__password", "notes", "name__startswith"):
        assert api.get(f"{V1}/contacts/?{name}=x").status_code == 400


def test_reading_one_record_chooses_nothing_and_lets_them_be(api: APIClient, ana: Contact) -> None:
    assert api.get(f"{V1}/contacts/{ana.pk}/?tagg=bikes").status_code == 200


def test_an_export_does_not_let_everybody_out_by_a_slip(api: APIClient, ana: Contact) -> None:
    for path in ("contacts/export/?tagg=bikes", "interactions/export/?contactt=7"):
        answer = api.get(f"{V1}/{path}")
        assert answer.status_code == 400
        assert "did you mean" in sentence_of(answer)


def test_every_list_refuses_what_it_does_not_know(ada: Staff) -> None:
    api = client_of(ada)
    lists = [path for path, _named, is_list in reads() if is_list]
    assert len(lists) > 25
    passed_over = [path for path in lists if api.get(f"{path}?no_such_name=1").status_code not in {400, 404}]
    assert not passed_over


def test_every_parameter_of_the_schema_is_taken(ada: Staff) -> None:
    api = client_of(ada)
    refused = [
        path
        for path, named, _is_list in reads()
        if UNKNOWN in sentence_of(api.get(f"{path}?{'&'.join(f'{name}=1' for name in sorted(named))}"))
    ]
    assert not refused
