"""Actions that send reminders to people who are late."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone, translation
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from lms.records.api import NotPermitted, RemindedModule, Reminder
from lms.reports.queries.listing import LatePerson, late_people
from lms.reports.views.pages import offered_titles
from people.api import (
    Action,
    AuditKind,
    Change,
    Entry,
    Municipality,
    Notice,
    NoticeKind,
    Person,
    Unit,
    reach_of,
    send_by_mail,
    send_notice,
)


@dataclass(frozen=True)
class RemindResult:
    """Numbers of people: reminded, of these also by e-mail, and left out."""

    people: int
    mailed: int
    left_out: int


@dataclass(frozen=True, kw_only=True)
class RemindLate(Action[RemindResult]):
    """Send one notice to each of `people` who is late in the place, about all modules that are late there.

    `module` limits this to people who are late with that module; their notice still lists all late modules,
    since the next reminder can be sent after seven days at the earliest. People are left out who are not
    employed in the place, are no longer late, or were reminded by any employer within `REMINDER_INTERVAL`.
    Raise NotPermitted if the people of the place are outside the reach of `by`.
    """

    audit = AuditKind.REMINDERS_SENT

    by: Person
    place: Municipality | Unit
    people: Collection[int]
    module: int | None = None

    def check(self, by: Person) -> None:
        reach, place = reach_of(by), self.place
        if not (reach.covers_unit(place) if isinstance(place, Unit) else reach.covers_municipality(place)):
            raise NotPermitted

    def execute(self) -> Change[RemindResult]:
        day, titles = timezone.localdate(), _titles_by_language(self.place)
        # A lock on each person, so that two managers at once do not both send a reminder.
        locked = Person.objects.select_for_update(no_key=True).filter(pk__in=self.people)
        persons = locked.order_by("pk").in_bulk()
        last = {one.person_id: one for one in Reminder.objects.latest_each().filter(person__in=persons)}
        due = {key for key in persons if key not in last or last[key].next_on <= day}
        notices = [
            self._remind(persons[late.employed.person], late, titles, last.get(late.employed.person))
            for late in late_people(self.place, day, list(titles[settings.LANGUAGE_CODE]), people=due)
            if self.module in (None, *late.modules)
        ]
        result = RemindResult(
            len(notices), send_by_mail(notices=notices), len(set(self.people)) - len(notices)
        )
        return Change(result, [self._entry(len(notices))] if notices else [])

    def _remind(
        self, person: Person, late: LatePerson, titles: Mapping[str, dict[int, str]], follows: Reminder | None
    ) -> Notice:
        texts = _titles_of(late.modules, titles)
        notice = send_notice(NoticeKind.REMINDER, person=person, by=str(self.by), **texts)
        reminder = Reminder.objects.create(
            person=person,
            municipality_id=late.employed.employer,
            sent_by=self.by,
            sent_at=notice.created_at,
            sent_on=timezone.localdate(notice.created_at),
            notice=notice,
            follows=follows,
            not_before=follows.next_on if follows else None,
        )
        RemindedModule.objects.bulk_create(
            RemindedModule(reminder=reminder, module_id=key) for key in late.modules
        )
        return notice

    def _entry(self, count: int) -> Entry:
        """Return one entry about the place; who was reminded of what is in the reminders."""
        municipality = self.place.municipality if isinstance(self.place, Unit) else self.place
        return Entry(None, municipality, {"place": str(self.place), "count": str(count)})


def _titles_by_language(place: Municipality | Unit) -> dict[str, dict[int, str]]:
    """Return language -> module -> title for the modules of the place."""
    titles = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            titles[language] = offered_titles(place)
    return titles


def _titles_of(modules: Collection[int], titles: Mapping[str, Mapping[int, str]]) -> dict[str, str]:
    """Return the list of titles as text: `modules` in the site's language, `modules_<code>` in others."""
    texts = {}
    for language, names in titles.items():
        with translation.override(language):
            texts[language] = get_text_list([names[key] for key in modules], _("and"))
    default = texts.pop(settings.LANGUAGE_CODE)
    others = {f"modules_{language}": text for language, text in texts.items() if text != default}
    return {"modules": default, **others}
