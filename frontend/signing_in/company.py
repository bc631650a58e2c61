"""Signing in by the company's own identity provider (OpenID Connect)."""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest
from django.shortcuts import render

from crm.models import Staff


class Company(DefaultSocialAccountAdapter):
    """Whom the provider vouches for by a verified address gets in as the staff member of that address; whom nobody
    here has invited does not."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing:
            return
        staff = _vouched_for(sociallogin)
        if staff is None:
            raise ImmediateHttpResponse(render(request, "socialaccount/stranger.html", {}, status=403))
        sociallogin.connect(request, staff)


def _vouched_for(login: SocialLogin) -> Staff | None:
    """None where the provider has not verified the address, or nobody at work has it."""
    verified = [address.email for address in login.email_addresses if address.verified]
    found = [staff for email in verified if (staff := Staff.objects.at_work().filter(email__iexact=email).first())]
    return found[0] if found else None
