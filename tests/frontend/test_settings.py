"""Rules, oneself, the team, API tokens: who may change what, and secrets shown once."""

from crm.models import ApiToken, Campaign, Policy, Staff
from crm.readiness.policy import THRESHOLDS, default_policy
from tests.frontend.conftest import signed_in


def _rules(**changes: int | str) -> dict[str, int | str]:
    policy = default_policy()
    return {name: getattr(policy, name) for name in THRESHOLDS} | {"change_reason": "We learned."} | changes


def test_everybody_reads_the_rules_and_managers_change_them(alice: Staff, mona: Staff) -> None:
    assert b"Days of rest after an ask" in signed_in(alice).get("/rules/").content
    assert signed_in(mona).post("/rules/", _rules(known_days=30)).status_code == 302
    assert default_policy().known_days == 30


def test_a_change_says_who_and_why_and_stays(alice: Staff, mona: Staff) -> None:
    client = signed_in(mona)
    client.post("/rules/", _rules(known_days=30, change_reason="Three weeks felt rushed."))
    client.post("/rules/", _rules(rest_days=120, change_reason="They asked for more peace."))
    text = signed_in(alice).get("/rules/").content.decode()
    assert text.index("They asked for more peace.") < text.index("Three weeks felt rushed.")
    assert "<s>21</s> 30" in text and "<s>90</s> 120" in text and "Mona" in text
    assert client.post("/rules/", _rules(known_days=40, change_reason="")).status_code == 422
    assert default_policy().known_days == 30


def test_stricter_rules_are_made_for_a_campaign_and_chosen_in_its_brief(
    alice: Staff, mona: Staff, campaign: Campaign
) -> None:
    client = signed_in(mona)
    answer = client.post("/rules/new/", _rules(name="With care", known_days=10))
    assert answer.status_code == 422 and "known_days" in answer.context["form"].errors
    client.post("/rules/new/", _rules(name="With care", known_days=60))
    [strict] = Policy.objects.filter(is_default=False)
    assert signed_in(alice).get("/rules/new/").status_code == 403
    brief = {"name": campaign.name, "status": "live", "policy": strict.pk}
    signed_in(alice).post(f"/campaigns/{campaign.pk}/brief/", brief)
    campaign.refresh_from_db()
    assert campaign.policy == strict
    client.post(f"/rules/{strict.pk}/", _rules(name="With care", known_days=70))
    strict.refresh_from_db()
    assert strict.known_days == 70
    assert "With care" in client.get("/rules/").content.decode()


def test_a_member_does_not_change_the_rules(alice: Staff) -> None:
    assert signed_in(alice).post("/rules/", _rules(known_days=1)).status_code == 403
    assert default_policy().known_days == 21


def test_a_rule_that_cannot_be_is_said_at_its_field(mona: Staff) -> None:
    answer = signed_in(mona).post("/rules/", _rules(heard_min=11))
    assert answer.status_code == 422
    assert "heard_min" in answer.context["form"].errors
    assert default_policy().heard_min == 3


def test_alice_says_where_her_days_are_counted(alice: Staff, bob: Staff) -> None:
    data = {"name": "Alice B", "time_zone": "Asia/Tokyo", "away_until": "2026-12-24", "covered_by": bob.pk}
    assert signed_in(alice).post("/settings/", data).status_code == 302
    alice.refresh_from_db()
    assert (alice.name, alice.time_zone, alice.covered_by) == ("Alice B", "Asia/Tokyo", bob)


def test_a_time_zone_nobody_has_is_refused(alice: Staff) -> None:
    assert signed_in(alice).post("/settings/", {"name": "A", "time_zone": "Mars/Base"}).status_code == 422


def test_ada_invites_a_colleague_by_a_link_shown_once(ada: Staff) -> None:
    client = signed_in(ada)
    answer = client.post("/settings/team/", {"email": "new@example.org", "name": "New", "role": "member"})
    assert "/sign-in/" in answer.context["link"]
    assert answer.context["link"] in answer.content.decode()
    assert Staff.objects.get(email="new@example.org").role == "member"
    assert answer.context["link"] not in client.get("/settings/team/").content.decode()


def test_an_address_is_invited_once(ada: Staff, alice: Staff) -> None:
    answer = signed_in(ada).post("/settings/team/", {"email": alice.email.upper(), "role": "admin"})
    assert answer.status_code == 422
    assert b"Somebody has this address already" in answer.content


def test_only_admins_let_people_in(alice: Staff, mona: Staff) -> None:
    for staff in (alice, mona):
        client = signed_in(staff)
        assert client.get("/settings/team/").status_code == 403
        assert client.post("/settings/team/", {"email": "x@example.org", "role": "admin"}).status_code == 403
        assert client.post(f"/settings/team/{alice.pk}/link/").status_code == 403
    assert not Staff.objects.filter(email="x@example.org").exists()


def test_a_token_is_shown_once_and_can_be_revoked(alice: Staff) -> None:
    client = signed_in(alice)
    answer = client.post("/settings/tokens/", {"name": "Script", "scopes": ["read"], "days": "90"})
    key = answer.context["key"]
    assert key in answer.content.decode()
    assert key not in client.get("/settings/tokens/").content.decode()
    token = ApiToken.objects.get()
    assert token.digest == ApiToken.digest_of(key)
    client.post(f"/settings/tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at


def test_alice_does_not_revoke_bobs_token(alice: Staff, bob: Staff) -> None:
    signed_in(bob).post("/settings/tokens/", {"name": "Script", "scopes": ["read"], "days": "0"})
    token = ApiToken.objects.get()
    assert signed_in(alice).post(f"/settings/tokens/{token.pk}/revoke/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None
