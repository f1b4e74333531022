"""How lists say where someone stands: a sentence and a word on a tint."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.api import relative_day, short_date
from lms.reports.enums import Standing
from lms.reports.queries.reminders import ReminderState
from lms.reports.queries.standings import NEW_DAYS, Employed, PersonStanding

register = template.Library()

#: the tint of each standing's chip
TINTS = {
    Standing.DONE: "done",
    Standing.EXPIRING: "soon",
    Standing.LATE: "late",
    Standing.BEGUN: "begun",
}


_BAR = """<div class="{}">
  <progress class="bar__progress" value="{}" max="{}" aria-label="{}"></progress>
  <span class="bar__words">{}</span>
</div>"""


@register.simple_tag
def bar(value: int, total: int, label: str, *, words: str = "", short: bool = False) -> SafeString:
    """Write a number, what it is out of, and a bar; `label` says what is counted.

    `words` replaces "14 of 18"; `short` paints what is missing. Written straight, since a page has a hundred.
    """
    words = words or _("%(value)s of %(total)s") % {"value": value, "total": total}
    kind = "bar bar--short" if short else "bar"
    return format_html(_BAR, kind, value or 0, total or 1, label, words)


@register.simple_tag
def module_title(titles: Mapping[int, str], module: int) -> str:
    return titles.get(module, "")


@register.inclusion_tag("components/chip.html")
def standing_chip(row: PersonStanding) -> dict[str, Any]:
    """The standing as a chip."""
    return {"kind": TINTS.get(row.standing, ""), "text": row.standing.label}


@register.simple_tag
def standing_words(row: PersonStanding) -> str:
    """The day that matters, with its year: when it should have been done, is to be, was, or holds to."""
    if row.standing == Standing.LATE and row.due_on:
        return _("Should have been done %(day)s") % {"day": short_date(row.due_on)}
    if row.standing in (Standing.DONE, Standing.EXPIRING) and row.achieved_on:
        if row.valid_to:
            return _("Done %(day)s, valid to %(end)s") % {
                "day": short_date(row.achieved_on),
                "end": short_date(row.valid_to),
            }
        return _("Done %(day)s") % {"day": short_date(row.achieved_on)}
    if row.standing in (Standing.BEGUN, Standing.REMAINS) and row.due_on:
        return _("By %(day)s") % {"day": short_date(row.due_on)}
    return ""


@register.inclusion_tag("components/unusual.html")
def unusual_words(
    unusual: Mapping[tuple[int, int], Sequence[str]], row: PersonStanding
) -> dict[str, Sequence[str]]:
    """Why the completion in a row looks unusual; nothing for others."""
    is_done = row.standing in (Standing.DONE, Standing.EXPIRING)
    return {"reasons": unusual.get((row.employed.person, row.module), ()) if is_done else ()}


@register.simple_tag
def reminder_words(state: ReminderState) -> str:
    """When the person was reminded, opened the module and finished it."""
    days = {"sent": state.reminder.sent_on, "opened": state.opened_on, "finished": state.finished_on}
    if state.finished_on and state.opened_on:
        text = _("Reminded %(sent)s, opened %(opened)s, finished %(finished)s")
    elif state.finished_on:
        text = _("Reminded %(sent)s, finished %(finished)s")
    elif state.opened_on:
        text = _("Reminded %(sent)s, opened %(opened)s")
    else:
        text = _("Reminded %(sent)s, not opened yet")
    return text % {name: relative_day(day) for name, day in days.items()}


@register.simple_tag
def help_words(
    employed: Employed, rows: Sequence[PersonStanding], titles: Mapping[int, str], day: dt.date
) -> str:
    """Why the person is in the list: one sentence."""
    if not rows:
        return _("On leave, not counted")
    first = rows[0]
    title = titles.get(first.module, "")
    if first.standing == Standing.LATE and first.due_on:
        return _("%(module)s, should have been done %(day)s") % {"module": title, "day": _day(first.due_on)}
    if first.standing == Standing.EXPIRING and first.valid_to:
        left = (first.valid_to - day).days
        return ngettext("%(module)s expires in %(days)s day", "%(module)s expires in %(days)s days", left) % {
            "module": title,
            "days": left,
        }
    if (day - employed.employed_from).days <= NEW_DAYS:
        return ngettext(
            "New since %(day)s, %(number)s left", "New since %(day)s, %(number)s left", len(rows)
        ) % {"day": _day(employed.employed_from), "number": len(rows)}
    return _("%(module)s, by %(day)s") % {"module": title, "day": _day(first.due_on or day)}


@register.inclusion_tag("components/chip.html")
def help_chip(employed: Employed, rows: Sequence[PersonStanding], day: dt.date) -> dict[str, Any]:
    """The next thing to know, in a word or two."""
    if not rows:
        return {"kind": "", "text": _("Resting")}
    first = rows[0]
    if first.standing in (Standing.REMAINS, Standing.BEGUN) and first.due_on:
        return {"kind": "soon", "text": _("By %(day)s") % {"day": _day(first.due_on)}}
    return {"kind": TINTS.get(first.standing, ""), "text": first.standing.label}


def _day(day: dt.date) -> str:
    """The day as people say it, with its year where that is not this year."""
    return short_date(day, with_year=day.year != timezone.localdate().year)
