"""Keeping a page by hand."""

from typing import Any
from urllib.parse import unquote

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from crm.models import Contact, Staff
from listening.actions.bring_file import run_file
from listening.models import Mention, MentionFile
from tests.builders import NOW, make_contact, make_handle, make_topic
from tests.frontend.conftest import signed_in

PAGE = {
    "url": "https://www.linkedin.com/feed/update/urn:li:activity:1/",
    "title": "Ana on LinkedIn",
    "text": "Night trains are back.",
    "author_name": "Ana Lima",
    "author_url": "https://www.linkedin.com/in/ana-lima/",
}


def test_a_page_by_somebody_alice_knows_is_kept_and_leads_to_her(alice: Staff, ana: Contact) -> None:
    make_handle(ana, "linkedin", "linkedin.com/in/ana-lima")
    answer = signed_in(alice).post("/capture/", PAGE)
    assert answer["Location"] == f"/contacts/{ana.pk}/"
    kept = Mention.objects.get()
    assert (kept.text, kept.source_kind, kept.channel, kept.keep) == (PAGE["text"], "capture", "linkedin", True)
    assert kept.author and kept.author.key == "in/ana-lima" and kept.author.name == "Ana Lima"


def test_the_same_words_again_change_nothing_and_other_words_are_another_post(alice: Staff) -> None:
    client = signed_in(alice)
    for _again in range(2):
        assert client.post("/capture/", PAGE)["Location"] == "/capture/"
    assert Mention.objects.count() == 1
    client.post("/capture/", {**PAGE, "text": "And so are sleeper coaches."})
    assert Mention.objects.count() == 2


def test_who_wrote_it_may_stand_in_the_address(alice: Staff) -> None:
    signed_in(alice).post("/capture/", {"url": "https://x.com/ana/status/17", "text": "Hello"})
    kept = Mention.objects.get()
    assert kept.author and (kept.channel, kept.author.key) == ("x", "ana")


def test_bob_s_private_contact_is_not_betrayed_to_alice(alice: Staff, bob: Staff) -> None:
    hers = make_contact(bob, "Secret Person", visibility="private")
    make_handle(hers, "linkedin", "linkedin.com/in/ana-lima")
    client = signed_in(alice)
    answer = client.post("/capture/", PAGE, follow=True)
    assert b"Secret" not in answer.content and answer.redirect_chain == [("/capture/", 302)]


def test_what_cannot_be_keeps_what_was_typed(alice: Staff) -> None:
    client = signed_in(alice)
    for url in ("", "javascript:alert(1)", "ftp://a.example/b"):
        answer = client.post("/capture/", {**PAGE, "url": url})
        assert answer.status_code == 422 and b"Night trains are back." in answer.content
    answer = client.post("/capture/", {**PAGE, "author_url": "???"})
    assert answer.status_code == 422 and b"address of their profile" in answer.content
    assert not Mention.objects.exists()


def test_a_phone_shares_the_link_within_the_text(alice: Staff) -> None:
    answer = signed_in(alice).get("/capture/", {"title": "A post", "text": "Look https://x.com/ana/status/17"})
    form = answer.context["form"]
    assert form["url"].value() == "https://x.com/ana/status/17" and form["text"].value() == "Look"


def test_a_stranger_is_asked_to_sign_in_first_and_comes_back(db: Any) -> None:
    answer = Client().get("/capture/?url=https%3A%2F%2Fa.example")
    assert answer.status_code == 302 and "capture" in answer["Location"]
    assert Client(enforce_csrf_checks=True).post("/capture/", PAGE).status_code in (302, 403)
    assert not Mention.objects.exists()


def test_another_site_cannot_make_alice_keep_a_page(alice: Staff) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.post("/capture/", PAGE).status_code == 403
    assert not Mention.objects.exists()


def test_the_bookmark_is_one_line_that_leads_here(alice: Staff) -> None:
    bookmark = signed_in(alice).get("/capture/").context["bookmark"]
    assert bookmark.startswith("javascript:") and "\n" not in bookmark and "//" not in unquote(bookmark)[:60]
    assert "http://testserver/share/#" in unquote(bookmark)


def test_what_the_bookmark_hands_over_fills_a_log_is_heard_or_kept(alice: Staff, ana: Contact) -> None:
    """As what a phone shares: one page, three ways on."""
    make_handle(ana, "linkedin", "linkedin.com/in/ana-lima")
    client = signed_in(alice)
    assert "data-send" in client.get("/share/").content.decode()  # what comes behind the # is posted by the page
    text = client.post("/share/", PAGE).content.decode()
    assert "It is by Ana Lima." in text
    assert f'data-who="{ana.pk}"' in text and f'data-text="{PAGE["title"]}\n{PAGE["text"]}' in text
    assert "/capture/#" in text and "/capture/?" not in text  # no marked words in the server's log
    client.post("/share/heard/", PAGE)
    assert Mention.objects.get().author.name == "Ana Lima" and ana.interactions.get().kind == "read"


def test_a_monitoring_tool_s_file_is_read_by_a_worker_and_each_refused_row_is_told(alice: Staff, bob: Staff) -> None:
    make_topic("Bikes", query='"cargo bike*"')
    rows = b"URL,Text\nhttps://a.example/1,A cargo bike\nhttps://a.example/2,A tram\n,Nothing\n"
    client = signed_in(alice)
    page = client.post("/capture/file/", {"file": SimpleUploadedFile("mentions.csv", rows)})["Location"]
    assert b"Waiting for its turn" in client.get(page).content and not Mention.objects.exists()
    sent = MentionFile.objects.get()
    run_file(sent.pk, as_of=NOW)
    done = client.get(page).content
    assert b"It has neither an address" in done and b"mentions.csv" in client.get("/capture/").content
    assert b"neither an address" in b"".join(client.get(f"{page}refused.csv"))  # type: ignore[arg-type]
    assert signed_in(bob).get(page).status_code == signed_in(bob).post(f"{page}undo/").status_code == 404
    assert Mention.objects.count() == 1
    client.post(f"{page}undo/")
    assert not Mention.objects.exists() and b"Taken back" in client.get(page).content


def test_a_file_that_is_none_says_so(alice: Staff) -> None:
    client = signed_in(alice)
    page = client.post("/capture/file/", {"file": SimpleUploadedFile("x.csv", b"a,b")})["Location"]
    run_file(MentionFile.objects.get().pk, as_of=NOW)
    assert b"No column is recognised" in client.get(page).content
    assert client.post("/capture/file/", {"file": SimpleUploadedFile("x.csv", b" ")}).status_code == 422
