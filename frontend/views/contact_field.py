"""One field of a contact, changed where it stands on the page."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.actions.save_contact import update_contact
from crm.errors import Refusal
from crm.models import Contact
from frontend.access import StaffRequest, signed_in
from frontend.forms.contact import OneFieldForm
from frontend.respond import fragment, go, say
from frontend.templatetags.kit import as_words
from frontend.views.contact import INLINE, visible_contact


@signed_in
@require_http_methods(["GET", "POST"])
def contact_field(request: StaffRequest, pk: int, name: str) -> HttpResponse:
    """GET gives the form, `?shown` the value again; POST saves unless the field was changed since it was shown."""
    if name not in INLINE:
        raise Http404
    person = visible_contact(request, pk)
    stands = as_words(getattr(person, name))
    if request.method == "GET":
        form = OneFieldForm(only=name, initial={name: getattr(person, name)})
        return _shown(request, person, name) if "shown" in request.GET else _form(request, person, form, was=stands)
    form = OneFieldForm(request.POST, only=name)
    if not form.is_valid():
        return _form(request, person, form, was=request.POST.get("was", ""), status=422)
    mine = as_words(form.cleaned_data[name])
    if _plain(request.POST.get("was", "")) not in (_plain(stands), None) and _plain(mine) != _plain(stands):
        return _form(request, person, form, was=stands, theirs=stands, status=409)
    try:
        update_contact(staff=request.user, contact=person, as_of=timezone.now(), **{name: form.cleaned_data[name]})
    except Refusal as refusal:
        form.take(refusal)
        return _form(request, person, form, was=stands, status=422)
    if not request.htmx:
        say(request, _("%(name)s is saved.") % {"name": person.name})
        return go(request, f"/contacts/{pk}/")
    return _shown(request, person, name)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _shown(request: StaffRequest, person: Contact, name: str) -> HttpResponse:
    field = {"contact": person, "name": name, "label": OneFieldForm.base_fields[name].label}
    return fragment(request, "frontend/components/inline_field.html", field | {"value": getattr(person, name)})


def _form(
    request: StaffRequest, person: Contact, form: OneFieldForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """`theirs` is given when somebody else changed the field meanwhile."""
    name = next(iter(form.fields))
    context = {"contact": person, "name": name, "field": form[name], **more}
    return fragment(request, "frontend/components/inline_form.html", context, status=status)
