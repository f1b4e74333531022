"""The analysis of Swedish words."""

import pytest

from search.analysis.analyser import analyse
from search.analysis.base_forms import stem
from search.analysis.compounds import compound_parts
from search.analysis.query_parser import parse_query
from search.analysis.tokens import Token, normalise, tokenize

COMPOUNDS = {
    "hemsjukvården": "hem sjuk vård",
    "sjukvårdspersonal": "sjuk vård personal",
    "munvård": "mun vård",
    "munhälsobedömning": "mun hälsa bedömning",
    "trycksår": "tryck sår",
    "fallrisk": "fall risk",
    "nattpatrullen": "natt patrull",
    "nattillsyn": "natt tillsyn",
    "hemtjänstgruppen": "hem tjänst grupp",
    "äldreomsorgen": "äldre omsorg",
    "demenssjukdom": "demens sjukdom",
    "läkemedelsgenomgång": "läkemedel genomgång",
    "läkemedelsdelegering": "läkemedel delegering",
    "smärtlindring": "smärta lindring",
    "vårdplanering": "vård planering",
    "handhygien": "hand hygien",
    "skyddsutrustning": "skydd utrustning",
    "anhörigstöd": "anhörig stöd",
    "sorgearbete": "sorg arbete",
    "livsberättelse": "liv berättelse",
    "genomförandeplan": "genomförande plan",
    "distriktssköterska": "distrikt sköterska",
    "sjuksköterskan": "sjuk sköterska",
    "arbetsterapeut": "arbete terapeut",
    "urinvägsinfektion": "urin väg infektion",
    "hjärtsvikt": "hjärta svikt",
    "lungsjukdom": "lunga sjukdom",
    "korttidsboende": "kort tid boende",
    "trygghetslarm": "trygghet larm",
    "personcentrering": "person centrering",
    "hälsocentral": "hälsa central",
    "ögondroppar": "öga droppe",
    "avvikelserapport": "avvikelse rapport",
    "arbetsmiljö": "arbete miljö",
}
NOT_COMPOUNDS = """
    undersköterska undersköterskan kontakt omsorg dörren patienten personal besök kommun demens smärta
    ansvar samverkan rutiner hygien anhöriga bemötande delegering palliativa situation undersökning
    människor kvinnan tillsammans behandling utbildning trygghet medicinen läkaren familjen promenad
    alltid morgonen upplevelse individ integritet dokumentation erfarenhet betydelse samtal kandidat
    parkering forskaren organisation kastrull rullator rollator dosetten parasit insulin infektion
    självständig 12345678 covid19
""".split()  # noqa: SIM905 - a list of words reads best as words


@pytest.mark.parametrize(("word", "parts"), COMPOUNDS.items())
def test_compound_parts_of_a_compound(word: str, parts: str) -> None:
    assert compound_parts(word) == tuple(stem(part) for part in parts.split())


@pytest.mark.parametrize("word", NOT_COMPOUNDS)
def test_compound_parts_of_a_plain_word_are_none(word: str) -> None:
    assert compound_parts(word) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("samtalet", "samtal"),
        ("vården", "vård"),
        ("kvinnan", "kvinna"),
        ("sjuksköterskans", "sjuksköterska"),
        ("undersköterskor", "undersköterska"),
        ("läkarna", "läkare"),
    ],
)
def test_stem_of_two_forms_is_the_same(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("hal", "häl"), ("vard", "vård"), ("for", "för"), ("plan", "pla")]
)
def test_stem_of_different_words_differs(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_tokenize_keeps_marked_letters_and_offsets() -> None:
    assert list(tokenize("Idé: Åsas SIP:en, 12-års")) == [
        Token("idé", 0, 3),
        Token("åsas", 5, 9),
        Token("sip", 10, 16),
        Token("12", 18, 20),
        Token("års", 21, 24),
    ]


def test_tokenize_leaves_out_what_no_one_writes() -> None:
    assert list(tokenize("a" * 61 + " vård")) == [Token("vård", 62, 66)]


def test_normalise_removes_diacritics() -> None:
    assert normalise("åäöéü") == "aaoeu"


def test_analyse_leaves_stop_words_out() -> None:
    analysis = analyse("Vi och hemtjänsten på natten")

    assert (analysis.stems, analysis.parts) == (("hemtjänst", "natt"), ("hem", "tjänst"))


class FewWords:
    """A vocabulary with the single word "döden"."""

    def synonyms(self, words: object) -> dict[str, list[str]]:
        return {}

    def words_normalised_alike(self, words: object) -> dict[str, list[str]]:
        return {"doden": ["döden"]}


def test_parse_query_without_diacritics_adds_the_words_with_them() -> None:
    assert parse_query("doden", FewWords()).tokens == {"dod", "död"} | {stem("doden")}


def test_parse_query_with_a_mark_anywhere_is_taken_as_it_stands() -> None:
    assert parse_query("doden är nära", FewWords()).tokens == {stem("doden"), stem("nära")}


def test_parse_query_reads_quotation_marks_as_a_phrase() -> None:
    assert parse_query("om ”palliativ vård” hemma").phrases == (("palliativ", "vård"),)


def test_parse_query_of_a_book_reads_its_first_line() -> None:
    assert len(parse_query(" ".join(f"ord{n}" for n in range(5_000))).words) <= 24
