"""What happened with the people of the sample, theme by theme."""

from crm.sample.stories import answers, asks, coasts, night_trains, the_rest

STORIES = (
    *night_trains.STORIES,
    *asks.STORIES,
    *answers.STORIES,
    *coasts.STORIES,
    *the_rest.STORIES,
)
