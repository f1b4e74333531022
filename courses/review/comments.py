"""Notices of comments on modules, instead of Wagtail's e-mail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Comment, CommentReply, PageSubscription

from courses.models import ModulePage
from people.api import Notice, NoticeKind, Person, send_notice

#: characters of a comment in a notice
EXCERPT_LENGTH = 120


@receiver(post_save, sender=Comment)
def notify_of_comment(instance: Comment, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw:
        _notify(instance, instance.user, instance.text)


@receiver(post_save, sender=CommentReply)
def notify_of_reply(instance: CommentReply, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw:
        _notify(instance.comment, instance.user, instance.text)


def _notify(comment: Comment, by: Person, text: str) -> None:
    """Send a notice to the people concerned, unless they have an unread one about the page."""
    page = ModulePage.objects.filter(pk=comment.page_id).first()
    if page is None:
        return
    unread = Notice.objects.unread().filter(kind=NoticeKind.COMMENTED, details__page=page.pk)
    notified = set(unread.values_list("person", flat=True)) | {by.pk}
    people = Person.objects.filter(pk__in=set(_concerned(page, comment)) - notified, is_active=True)
    words = " ".join(text.split())
    excerpt = words if len(words) <= EXCERPT_LENGTH else f"{words[:EXCERPT_LENGTH]}…"
    for person in people:
        if page.permissions_for_user(person).can_edit():
            send_notice(
                NoticeKind.COMMENTED,
                person=person,
                page=page.pk,
                comment=comment.pk,
                title=page.get_admin_display_title(),
                by=str(by),
                text=excerpt,
            )


def _concerned(page: ModulePage, comment: Comment) -> Iterator[int]:
    """Yield the keys of those who made the page, answer for it, have sent it, follow it or take part."""
    yield from filter(None, (page.owner_id, page.responsible_id, comment.user_id))
    yield from comment.replies.values_list("user", flat=True)
    followers = PageSubscription.objects.filter(page=page.pk, comment_notifications=True)
    yield from followers.values_list("user", flat=True)
    if (state := page.current_workflow_state) is not None and state.requested_by_id:
        yield state.requested_by_id


def comments_still_open(notices: Sequence[Notice]) -> dict[int, Mapping[str, Any]]:
    """Return the details of the notices whose comment is neither resolved nor deleted. One query."""
    keys = {notice.details["comment"] for notice in notices}
    open_ones = set(Comment.objects.filter(pk__in=keys, resolved_at=None).values_list("pk", flat=True))
    return {notice.pk: notice.details for notice in notices if notice.details["comment"] in open_ones}
