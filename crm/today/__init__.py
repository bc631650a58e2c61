"""What to do now: the cards of one staff member's day, in the order of the method.

A section's count is the length of its list; a list holds at most MOST cards, and says when there are more."""

from crm.today.sections import today_cards

__all__ = ["today_cards"]
