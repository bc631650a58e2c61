"""Topic names to choose from, for forms that take one."""

from django import template

from crm.models import Topic

register = template.Library()


@register.simple_tag
def all_topics() -> list[str]:
    return list(Topic.objects.values_list("name", flat=True)[:500])
