"""What screens of the hall say, in their own language, and refusals of the desk."""

from olympiad.domain.screens import Shows
from olympiad.wording.catalogues import N_, catalogue

SCREEN_SENTENCES: dict[str, str] = {
    "screen_freeze_empty": N_("The board would move again before it stands still. Choose a later moment for that."),
    "screen_freeze_past": N_(
        "The moment from which the board stands still is over. Choose one to come, or leave it empty: now."
    ),
    "screen_moment_missing": N_("Say to which moment the screen counts down."),
    "screen_places_closed": N_(
        "Places can be shown once the results are published. Until then nothing gives them away."
    ),
    "screen_seconds": N_("A page stands between %(least)s and %(most)s seconds."),
    "screen_words_missing": N_("Write what the screen announces."),
    "screen_words_too_long": N_("An announcement has at most %(limit)s characters. Shorten it."),
}
SHOWS: dict[str, str] = {
    Shows.PROGRESS: N_("Progress"),
    Shows.FROZEN: N_("Progress, standing still"),
    Shows.SECTIONS: N_("Progress of all sections"),
    Shows.PLACES: N_("Places without awards"),
    Shows.FROZEN_PLACES: N_("Places without awards, standing still"),
    Shows.SCHEDULE: N_("Schedule and clock"),
    Shows.ANNOUNCEMENT: N_("Announcement"),
    Shows.COUNTDOWN: N_("Countdown"),
    Shows.CEREMONY: N_("Ceremony"),
    Shows.DARK: N_("Nothing: dark"),
}
HALL: dict[str, str] = {
    "of": N_("{done} of {of}"),
    "marked": N_("tasks of teams marked by every judge"),
    "done": N_("marked"),
    "now": N_("on the way"),
    "open": N_("to come"),
    "round": N_("Round {number} of {of} · rest of the round"),
    "next_round": N_("Round {number} of {of} begins at"),
    "bell": N_("Last bell"),
    "over": N_("The rounds are over"),
    "unplanned": N_("There is no schedule yet"),
    "freezes": N_("This board stands still from {at}."),
    "frozen": N_("This board stands still at {at}."),
    "until": N_("It moves again at {until}."),
    "preliminary_at": N_("Preliminary places as of {at}, no awards yet."),
    "official_at": N_("Official places as of {at}."),
    "preliminary": N_("Preliminary, no awards yet."),
    "may_change": N_("A place may still change."),
    "appeals": N_("Appeals until {at}; a place may still change."),
    "closed": N_("No marks before"),
    "sheets": N_("score sheets handed over"),
    "official": N_("Official places"),
    "page": N_("Places {first}–{last} of {of}"),
    "next_page": N_("next page in {seconds} s"),
    "points": N_("points of {maximum}"),
    "as_of": N_("No network. As of {at}."),
    "revoked": N_("This screen shows nothing any more."),
    "soon": N_("Soon"),
}
"""Words of a screen; what stands in braces is filled there."""


def hall_words(language: str) -> dict[str, str]:
    """Return every word of a screen in its language.

    >>> hall_words("en")["bell"]
    'Last bell'
    """
    say = catalogue(language).gettext
    return {name: say(words) for name, words in HALL.items()}


def shows_text(shows: str, language: str) -> str:
    """Name what a screen shows.

    >>> shows_text("places", "en")
    'Places without awards'
    """
    return catalogue(language).gettext(SHOWS[shows])
