"""Texts and links of notices, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.access.audit_texts import sentence
from people.enums import NoticeKind
from people.models import Notice

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class NoticeText:
    """The text of a kind of notice, and the link to the next step."""

    text: StrOrPromise
    link: StrOrPromise
    url: Callable[[Mapping[str, Any]], str]


def _to(name: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda details: reverse(name)


def _to_editor(details: Mapping[str, Any]) -> str:
    return reverse("wagtailadmin_pages:edit", args=[details["page"]])


TEXTS: Mapping[str, NoticeText] = {
    NoticeKind.CODE_HANDED_OUT: NoticeText(
        _(
            "%(by)s has handed out a one-time code, with which a new password can be chosen for you. "
            "Is it not for you? Change your password now: that ends the code. Then tell your manager."
        ),
        _("Change password"),
        _to("account_change_password"),
    ),
    NoticeKind.CODE_USED: NoticeText(
        _(
            "A new password was chosen with a one-time code that %(by)s handed out. "
            "Was it not you? Change your password, and tell your manager."
        ),
        _("See what was done with your account"),
        _to("account_log"),
    ),
    NoticeKind.CODE_REQUESTED: NoticeText(
        _(
            "%(by)s has requested a one-time code for your account. It takes the approval of an "
            "administrator of each municipality. Is it not for you? Tell your manager."
        ),
        _("See what was done with your account"),
        _to("account_log"),
    ),
    NoticeKind.APPROVAL_NEEDED: NoticeText(
        _(
            "%(by)s requests a one-time code for %(name)s, whose account your municipality uses too. "
            "Ask the person whether it is right before you approve it."
        ),
        _("Look at the request"),
        lambda details: reverse("people:code_approval", args=[details["request"]]),
    ),
    NoticeKind.CODE_APPROVED: NoticeText(
        _("Every municipality has approved the one-time code for %(name)s. You can hand it out now."),
        _("Hand out a one-time code"),
        lambda details: reverse("people:code", args=[details["subject"]]),
    ),
    NoticeKind.NAME_CHANGED: NoticeText(
        _(
            "Your name was changed from %(before)s to %(after)s. Is it wrong? Tell your manager. "
            "Certificates that you have keep the name of their day."
        ),
        _("Look at your account"),
        _to("account_home"),
    ),
    NoticeKind.EMPLOYED: NoticeText(
        _("%(by)s has added an employment: %(title)s, %(unit)s. Is it wrong? Tell your manager."),
        _("Look at your account"),
        _to("account_home"),
    ),
    NoticeKind.ROLE_GRANTED: NoticeText(
        _("%(by)s has given you the role %(role)s %(reach)s. Is it wrong? Tell your administrator."),
        _("Look at your account"),
        _to("account_home"),
    ),
    NoticeKind.ROLE_REVOKED: NoticeText(
        _("%(by)s has taken back the role %(role)s %(reach)s. Is it wrong? Tell your administrator."),
        _("Look at your account"),
        _to("account_home"),
    ),
    NoticeKind.FAULT_REPORTED: NoticeText(
        _("Somebody has reported a fault: %(where)s. Read it, mend what is wrong and answer."),
        _("Read and answer"),
        lambda details: reverse("feedback:answer_report", args=[details["report"]]),
    ),
    NoticeKind.REMINDER: NoticeText(
        _(
            "%(by)s reminds you of %(modules)s, which should have been done by now. "
            "Ask %(by)s if you need time for it or help with it."
        ),
        _("See what remains"),
        _to("learner:mine"),
    ),
    NoticeKind.REVIEW_DUE: NoticeText(
        _(
            "“%(title)s” is to be reviewed by %(due)s. Read it through, mend what has changed, "
            "or say that nothing has to be changed."
        ),
        _("Read it through"),
        lambda details: reverse("courses:review", args=[details["page"]]),
    ),
    NoticeKind.LAYER_PENDING: NoticeText(
        _(
            "The shared module “%(module)s” has changed where %(place)s has its own content, more than two "
            "weeks ago. Decide what to show. Until then your own content stays."
        ),
        _("Look at it and decide"),
        lambda details: reverse("layers:layer", args=[details["code"], details["page"]]),
    ),
    NoticeKind.APPROVAL_WAITS: NoticeText(
        _("%(by)s has sent “%(title)s” to you. Read it, and approve it or send it back with a comment."),
        _("Read and approve"),
        _to_editor,
    ),
    NoticeKind.MODULE_RETURNED: NoticeText(
        _("%(by)s has sent back “%(title)s”: %(comment)s"), _("Change it"), _to_editor
    ),
    NoticeKind.MODULE_APPROVED: NoticeText(
        _("%(by)s has approved “%(title)s”."), _("Look at it"), _to_editor
    ),
    NoticeKind.COMMENTED: NoticeText(
        _("%(by)s has commented on “%(title)s”: %(text)s"),
        _("Read and reply"),
        lambda details: f"{_to_editor(details)}?comment={details['comment']}",
    ),
}


@dataclass(frozen=True)
class NoticeLine:
    """A notice as a page shows it."""

    notice: Notice
    title: StrOrPromise
    text: str
    link: StrOrPromise
    url: str


def notice_lines(notices: Iterable[Notice]) -> Iterator[NoticeLine]:
    """Yield the text and link of each notice, in their order."""
    for notice in notices:
        template = TEXTS[notice.kind]
        details = {**notice.details, "by": notice.details.get("by") or _("Those who run Närlära")}
        details |= _in_reader_language(notice.details)
        yield NoticeLine(
            notice,
            NoticeKind(notice.kind).label,
            sentence(template.text, details),
            template.link,
            template.url(notice.details),
        )


def _in_reader_language(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return the details that have a variant in the reader's language: `modules_en` as `modules`."""
    suffix = f"_{get_language()}"
    return {name.removesuffix(suffix): text for name, text in details.items() if name.endswith(suffix)}
