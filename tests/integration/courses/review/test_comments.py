"""Comments on modules: who can write them, and the notices of them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, CommentReply, PageSubscription

from courses.models import ModulePage
from people.access.roles import GrantRole
from people.enums import NoticeKind, RoleKind
from people.messages.notice_checks import current_notices
from people.messages.notice_texts import notice_lines
from people.models import Municipality, Notice, Person
from tests.factories.courses import make_module_page
from tests.factories.people import MunicipalityFactory, PersonFactory

pytestmark = pytest.mark.django_db


def trainer(municipality: Municipality, name: str = "Åsa") -> Person:
    person = PersonFactory(first_name=name, last_name="Öberg")
    GrantRole(person=person, kind=RoleKind.TRAINER, municipality=municipality, by=None).run()
    return Person.objects.get(pk=person.pk)


def comment(page: ModulePage, by: Person, text: str = "Stämmer numret på ö?") -> Comment:
    return Comment.objects.create(page=page, user=by, text=text, contentpath="introduction")


def notified() -> list[Person]:
    notices = Notice.objects.filter(kind=NoticeKind.COMMENTED).select_related("person").order_by("pk")
    return [notice.person for notice in notices]


def test_comment_is_notified_to_those_concerned_who_may_edit() -> None:
    owner = MunicipalityFactory()
    author, responsible, follower, other = (trainer(owner, name) for name in ("Tove", "Rut", "Fia", "Olle"))
    former, elsewhere = PersonFactory(), trainer(MunicipalityFactory())
    page = make_module_page("Egen på ö", owner=owner, responsible=responsible)
    ModulePage.objects.filter(pk=page.pk).update(owner=author)
    for person in (follower, former, elsewhere):
        PageSubscription.objects.create(page=page, user=person, comment_notifications=True)
    PageSubscription.objects.create(page=page, user=other, comment_notifications=False)

    written = comment(page, author, "  Stämmer\n numret på ö? " + "Å" * 200)

    assert set(notified()) == {responsible, follower}
    line = next(notice_lines(Notice.objects.filter(person=responsible, kind=NoticeKind.COMMENTED)))
    assert line.text.startswith(f"{author} har kommenterat ”{page.title}”: Stämmer numret på ö? ÅÅ")
    assert line.text.endswith("Å…")
    assert line.url == reverse("wagtailadmin_pages:edit", args=[page.pk]) + f"?comment={written.pk}"


def test_reply_is_notified_to_those_who_take_part_once_until_it_is_read() -> None:
    owner = MunicipalityFactory()
    one, two = trainer(owner, "Tove"), trainer(owner, "Eva")
    page = make_module_page("Egen på ö", owner=owner)
    first = comment(page, one)
    for number in range(3):
        CommentReply.objects.create(comment=first, user=two, text=f"Ja {number}")

    assert notified() == [one]
    Notice.objects.update(read_at=timezone.now())
    CommentReply.objects.create(comment=first, user=one, text="Tack")
    assert notified() == [one, two]
    first.resolved_at = timezone.now()
    first.save()
    assert current_notices(Notice.objects.filter(kind=NoticeKind.COMMENTED)) == []


def test_editor_of_a_module_has_comments_for_its_trainers() -> None:
    owner = MunicipalityFactory()
    page, client = make_module_page("Egen på ö", owner=owner), Client()
    client.force_login(trainer(owner))

    answer = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    assert "comments" in answer.context["form"].formsets
    assert 'data-side-panel="comments"' in answer.content.decode()
