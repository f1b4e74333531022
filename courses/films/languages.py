"""Languages that captions can be in: those spoken at work and by patients, by BCP 47 tag."""

from __future__ import annotations

import re

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

#: tag -> the language's own name, by which players list it, and its name here
_NAMES = {
    "sv": ("svenska", _("Swedish")),
    "am": ("አማርኛ", _("Amharic")),
    "ar": ("العربية", _("Arabic")),
    "bs": ("bosanski", _("Bosnian")),
    "da": ("dansk", _("Danish")),
    "de": ("Deutsch", _("German")),
    "en": ("English", _("English")),
    "es": ("español", _("Spanish")),
    "et": ("eesti", _("Estonian")),
    "fa": ("فارسی", _("Persian")),
    "fi": ("suomi", _("Finnish")),
    "fit": ("meänkieli", _("Meänkieli")),
    "fr": ("français", _("French")),
    "hr": ("hrvatski", _("Croatian")),
    "ku": ("kurdî", _("Kurdish")),
    "nb": ("norsk bokmål", _("Norwegian")),
    "pl": ("polski", _("Polish")),
    "prs": ("دری", _("Dari")),
    "ps": ("پښتو", _("Pashto")),
    "pt": ("português", _("Portuguese")),
    "rmf": ("romani", _("Romani")),
    "ro": ("română", _("Romanian")),
    "ru": ("русский", _("Russian")),
    "se": ("davvisámegiella", _("Northern Sami")),
    "so": ("Soomaali", _("Somali")),
    "sq": ("shqip", _("Albanian")),
    "sr": ("srpski", _("Serbian")),
    "sw": ("Kiswahili", _("Swahili")),
    "th": ("ไทย", _("Thai")),
    "ti": ("ትግርኛ", _("Tigrinya")),
    "tl": ("Tagalog", _("Tagalog")),
    "tr": ("Türkçe", _("Turkish")),
    "uk": ("українська", _("Ukrainian")),
    "ur": ("اردو", _("Urdu")),
    "vi": ("Tiếng Việt", _("Vietnamese")),
    "yi": ("ייִדיש", _("Yiddish")),
    "zh": ("中文", _("Chinese")),
}
CAPTION_LANGUAGES = tuple((tag, format_lazy("{} ({})", name, own)) for tag, (own, name) in _NAMES.items())
#: tags of three letters (ISO 639-2), and of one variety, that file names have for those above
_OTHER_TAGS = dict(
    re.findall(
        r"(\w+):(\w+)",
        """
    alb:sq sqi:sq amh:am ara:ar bos:bs chi:zh zho:zh dan:da ger:de deu:de eng:en spa:es est:et
    per:fa fas:fa fin:fi fra:fr fre:fr hrv:hr kur:ku kmr:ku no:nb nor:nb nob:nb pol:pl pus:ps
    por:pt rom:rmf ron:ro rum:ro rus:ru sme:se som:so srp:sr swa:sw swe:sv tha:th tir:ti fil:tl
    tgl:tl tur:tr ukr:uk urd:ur vie:vi yid:yi
""",
    )
)


def language_of_tag(tag: str) -> str | None:
    """Return the language that a tag such as `en`, `en-GB` or `eng` names, None for any other text."""
    primary = tag.replace("_", "-").partition("-")[0].lower()
    return primary if primary in _NAMES else _OTHER_TAGS.get(primary)


def own_name(language: str) -> str:
    """Return the name of a language in itself."""
    return _NAMES[language][0] if language in _NAMES else language


def language_name(language: str) -> str:
    """Return the name of a language for people here, within a sentence."""
    return str(_NAMES[language][1]).lower() if language in _NAMES else language
