"""Template tags of lists: sentences and chips of statuses."""

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
from lms.reports.queries.reminders import ReminderState
from lms.reports.queries.statuses import NEW_DAYS, Employed, PersonStatus
from lms.requirements.api import RequirementStatus

register = template.Library()

#: the modifier class of the chip of each status
TINTS = {
    RequirementStatus.DONE: "done",
    RequirementStatus.EXPIRING: "soon",
    RequirementStatus.LATE: "late",
    RequirementStatus.BEGUN: "begun",
}


_BAR = """<div class="{}">
  <progress class="bar__progress" value="{}" max="{}" aria-label="{}"></progress>
  <span class="bar__words">{}</span>
</div>"""


@register.simple_tag
def bar(value: int, total: int, label: str, *, words: str = "", short: bool = False) -> SafeString:
    """Return a value, its total and a progress bar; `label` is the accessible name.

    `words` replaces "14 of 18"; `short` highlights the missing part. No template, since a page has a hundred.
    """
    words = words or _("%(value)s of %(total)s") % {"value": value, "total": total}
    kind = "bar bar--short" if short else "bar"
    return format_html(_BAR, kind, value or 0, total or 1, label, words)


@register.simple_tag
def module_title(titles: Mapping[int, str], module: int) -> str:
    return titles.get(module, "")


@register.inclusion_tag("components/chip.html")
def status_chip(row: PersonStatus) -> dict[str, Any]:
    """Render the status as a chip."""
    return {"kind": TINTS.get(row.status, ""), "text": row.status.label}


@register.simple_tag
def status_words(row: PersonStatus) -> str:
    """Return the relevant day with its year: overdue since, due on, done on, or valid to."""
    if row.status == RequirementStatus.LATE and row.due_on:
        return _("Should have been done %(day)s") % {"day": short_date(row.due_on)}
    if row.status in (RequirementStatus.DONE, RequirementStatus.EXPIRING) and row.achieved_on:
        if row.valid_to:
            return _("Done %(day)s, valid to %(end)s") % {
                "day": short_date(row.achieved_on),
                "end": short_date(row.valid_to),
            }
        return _("Done %(day)s") % {"day": short_date(row.achieved_on)}
    if row.status in (RequirementStatus.BEGUN, RequirementStatus.REMAINS) and row.due_on:
        return _("By %(day)s") % {"day": short_date(row.due_on)}
    return ""


@register.inclusion_tag("components/unusual.html")
def unusual_words(
    unusual: Mapping[tuple[int, int], Sequence[str]], row: PersonStatus
) -> dict[str, Sequence[str]]:
    """Render the reasons why the completion of a row looks unusual; nothing for other rows."""
    is_done = row.status in (RequirementStatus.DONE, RequirementStatus.EXPIRING)
    return {"reasons": unusual.get((row.employed.person, row.module), ()) if is_done else ()}


@register.simple_tag
def reminder_words(state: ReminderState) -> str:
    """Return the days on which the person was reminded, opened the module and finished it."""
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
    employed: Employed, rows: Sequence[PersonStatus], titles: Mapping[int, str], day: dt.date
) -> str:
    """Return one sentence with the reason why the person is in the list."""
    if not rows:
        return _("On leave, not counted")
    first = rows[0]
    title = titles.get(first.module, "")
    if first.status == RequirementStatus.LATE and first.due_on:
        return _("%(module)s, should have been done %(day)s") % {"module": title, "day": _day(first.due_on)}
    if first.status == RequirementStatus.EXPIRING and first.valid_to:
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
def help_chip(employed: Employed, rows: Sequence[PersonStatus], day: dt.date) -> dict[str, Any]:
    """Render the most urgent status as a chip."""
    if not rows:
        return {"kind": "", "text": _("Resting")}
    first = rows[0]
    if first.status in (RequirementStatus.REMAINS, RequirementStatus.BEGUN) and first.due_on:
        return {"kind": "soon", "text": _("By %(day)s") % {"day": _day(first.due_on)}}
    return {"kind": TINTS.get(first.status, ""), "text": first.status.label}


def _day(day: dt.date) -> str:
    """Return the short date, with its year unless that is this year."""
    return short_date(day, with_year=day.year != timezone.localdate().year)
