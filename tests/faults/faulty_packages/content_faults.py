"""Faults of content that is imported, with findings and advice in the health report."""

from __future__ import annotations

from functools import partial

from content_import.health.enums import FindingCode as Code
from scorm.enums import PackageStandard
from tests.faults.faulty_packages.drafts import CONTENT, Draft, Member, fault

content_fault = partial(fault, CONTENT)
HEAD = '<!doctype html><html lang="sv"><title>Del</title>'
CALLS = {
    PackageStandard.SCORM_12: "<script>API.LMSInitialize('')</script>",
    PackageStandard.SCORM_2004: "<script>API_1484_11.Initialize('')</script>",
}


def show(draft: Draft, body: str) -> None:
    """Add a sound page with `body` in it."""
    draft.members.append(Member(f"{draft.fresh('sida')}.html", f"{HEAD}{body}".encode()))


@content_fault("content that never calls", Code.NO_CALLS, is_alone=True)
def no_calls(draft: Draft) -> None:
    draft.pages["del-1.html"] = f"{HEAD}<h1>Bara text</h1>"


@content_fault("content of the other standard", Code.OTHER_VERSION, is_alone=True)
def other_version(draft: Draft) -> None:
    other = next(standard for standard in PackageStandard if standard != draft.standard)
    draft.pages["del-1.html"] = HEAD + CALLS[other]


@content_fault("a plug-in that browsers no longer have", Code.PLUG_IN)
def plug_in(draft: Draft) -> None:
    ending = draft.rng.choice(("swf", "SWF", "dcr", "xap", "jar", "class"))
    draft.members.append(Member(f"{draft.fresh('film')}.{ending}", b"FWS\x09"))


@content_fault("things from elsewhere", Code.OTHER_HOSTS)
def other_hosts(draft: Draft) -> None:
    ways = (
        '<script src="https://cdn.example.com/a.js"></script>',
        '<img alt="" src="//bilder.example.com/a.png">',
        '<iframe title="x" src="http://video.example.com/1"></iframe>',
        "<style>a { background: url('https://x.example.com/a.png') }</style>",
    )
    show(draft, draft.rng.choice(ways))


@content_fault("images without words", Code.IMAGES_WITHOUT_TEXT)
def images_without_text(draft: Draft) -> None:
    show(draft, '<img src="a.png">' * draft.rng.randint(1, 40))


@content_fault("saving when it is too late", Code.USES_UNLOAD)
def uses_unload(draft: Draft) -> None:
    show(draft, draft.rng.choice(('<body onunload="slut()">', "<script>on('unload', slut)</script>")))
