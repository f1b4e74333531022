"""The contract of search, on the configured database."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from courses.models import SeminarPage
from courses.seminars.transcript import Cue, Transcript
from people.models import Person
from search.enums import PassageKind, ResultKind
from search.indexing.actions import index_page, rebuild_index
from search.models import IndexTotals, Passage, Synonym, Term
from search.results.results import RecordingResult, SearchResults
from search.retrieval.queries import search
from tests.database_rows import rolled_back
from tests.factories.courses import make_module_page
from tests.factories.people import PersonFactory
from tests.factories.seminars import make_seminar, make_transcript

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

#: inputs of people and programs in the search field
ANYTHING = [
    '"', "'", '"""', "a AND b", "NOT", "OR", "NEAR(a b)", "vård*", "^vård", "stems: vård", "{stems} : x",
    "vård & !", "'vård':A", "vård <-> x", "(", "))))", "\\", "%", "%s", "%(x)s", "--", ";DROP TABLE x",
    "\x00", "vå\x00rd", "😀", "👩🏽‍⚕️ vård", "vård\u202e", "a" * 10_000, "vård " * 2_000, "å\u030a\u030a",
    "１２３", "İstanbul", "ﬁn",
    "مرحبا", "汉字", "และ", "x\u0300" * 500, "12e5", "1.2.3", "<script>", "\n\n", " ",
    "och i att", "_", "__", "ª", "²", "ǅ",
]  # fmt: skip


@pytest.fixture
def person() -> Person:
    return PersonFactory()


def titles(results: SearchResults) -> list[str]:
    return [result.page.title for result in results.results]


def test_search_for_a_word_finds_the_compound_that_holds_it(person: Person) -> None:
    make_seminar("Om natten", transcript=make_transcript("Vi ringde hemsjukvården samma kväll"))

    assert titles(search("vård", person=person)) == ["Om natten"]


def test_search_for_a_compound_finds_its_other_forms(person: Person) -> None:
    make_seminar("Om natten", transcript=make_transcript("Vi hade två brytpunktssamtal i veckan"))

    assert titles(search("brytpunktssamtalet", person=person)) == ["Om natten"]


def test_search_with_other_vowels_finds_nothing(person: Person) -> None:
    make_seminar("Om hår", transcript=make_transcript("Hon kammar sitt hår"))

    assert titles(search("häl", person=person)) == []


def test_search_without_diacritics_finds_words_with_them(person: Person) -> None:
    make_seminar("Om döden", transcript=make_transcript("Vi talar om döden"))

    assert titles(search("doden", person=person)) == ["Om döden"]


def test_search_with_diacritics_finds_no_words_without(person: Person) -> None:
    make_seminar("Om vard", transcript=make_transcript("Kerstin Vard hette hon"))
    make_seminar("Om vård", transcript=make_transcript("God vård är nära"))

    assert titles(search("vård", person=person)) == ["Om vård"]


def test_search_opens_the_recording_at_the_very_second(person: Person) -> None:
    texts = [f"Här kommer något annat nummer {number}" for number in range(30)]
    texts[17] = "ett brytpunktssamtal är inte ett besked"
    make_seminar(transcript=make_transcript(*texts, seconds=6))

    (result,) = search("brytpunktssamtal", person=person).results

    assert isinstance(result, RecordingResult)
    assert [(moment.seconds, moment.url[-6:]) for moment in result.moments] == [(102.0, "?t=102")]


def test_search_for_words_within_45_seconds_finds_the_section(person: Person) -> None:
    make_seminar(
        "Isär", transcript=make_transcript("Smärtan kom", "och hon sov", "sedan kom doktorn", seconds=12)
    )
    make_seminar("Ensam", transcript=make_transcript("Smärtan kom", "och gick", "och kom", seconds=12))

    assert titles(search("smärta doktor", person=person))[0] == "Isär"


def test_search_ranks_a_passage_with_all_words_first(person: Person) -> None:
    make_seminar("Halv", transcript=make_transcript("palliativ vård"))
    make_seminar("Hel", transcript=make_transcript("palliativ vård med munvård av torr mun"))

    assert titles(search("palliativ munvård", person=person))[0] == "Hel"


def test_search_in_quotation_marks_finds_the_phrase_only(person: Person) -> None:
    make_seminar("Isär", transcript=make_transcript("vård som är palliativ"))
    make_seminar("Ihop", transcript=make_transcript("den palliativa vården"))

    assert titles(search('"palliativ vård"', person=person)) == ["Ihop"]


def test_search_highlights_words_and_escapes_the_text(person: Person) -> None:
    make_seminar(transcript=Transcript((Cue(0, 5, "<b>hemsjukvården</b> & vi"),)))

    (result,) = search("vård", person=person).results

    assert isinstance(result, RecordingResult)
    assert str(result.moments[0].excerpt) == "&lt;b&gt;<mark>hemsjukvården</mark>&lt;/b&gt; &amp; vi"


def test_search_finds_the_page_of_a_document(person: Person) -> None:
    make_seminar(material={"Bilder": ["Inledning", "Trycksår på hälen"]})

    (result,) = search("trycksår", person=person).results

    assert isinstance(result, RecordingResult)
    assert [(hit.title, hit.page_number, hit.url[-7:]) for hit in result.material] == [
        ("Bilder", 2, "#page=2")
    ]


def test_search_for_a_synonym_ranks_its_meaning_below_the_typed_word(person: Person) -> None:
    Synonym.objects.create(expression="SSK", means="sjuksköterska")
    make_seminar("Utskrivet", transcript=make_transcript("vi ringer en sjuksköterska nu"))
    make_seminar("Typed", transcript=make_transcript("vi ringer en ssk nu"))

    assert titles(search("ssk", person=person)) == ["Typed", "Utskrivet"]


def test_search_for_a_one_way_synonym_does_not_work_backwards(person: Person) -> None:
    Synonym.objects.create(expression="feber", means="temp", one_way=True)
    make_seminar("Feber", transcript=make_transcript("hon har feber"))

    assert titles(search("temp", person=person)) == []


def test_search_for_a_misspelt_word_suggests_the_right_one(person: Person) -> None:
    make_seminar(transcript=make_transcript("ett brytpunktssamtal är inte ett besked"))

    assert search("brytpunktsamtal", person=person).suggestion == "brytpunktssamtal"


def test_search_narrowed_to_modules_leaves_recordings_out(person: Person) -> None:
    make_seminar("Prat", transcript=make_transcript("munvård"))

    assert titles(search("munvård", person=person, kind=ResultKind.MODULES)) == []


def test_search_does_not_find_a_draft(person: Person) -> None:
    make_seminar(transcript=make_transcript("munvård"), publish=False)

    assert titles(search("munvård", person=person)) == []


def test_search_does_not_find_what_was_unpublished(person: Person) -> None:
    make_seminar(transcript=make_transcript("munvård")).unpublish()

    assert (titles(search("munvård", person=person)), Passage.objects.count()) == ([], 0)


def test_search_finds_the_present_text_of_a_republished_page(person: Person) -> None:
    page = make_seminar("Prat", transcript=make_transcript("munvård"))
    page.transcript = make_transcript("trygghetslarm").to_json()
    page.save_revision().publish()

    assert titles(search("trygghetslarm", person=person)) == [page.title]
    assert titles(search("munvård", person=person)) == []


def test_deleting_a_page_removes_its_words_from_the_vocabulary(person: Person) -> None:
    make_seminar(transcript=make_transcript("munvård")).delete()

    assert Passage.objects.count() == 0
    assert list(Term.objects.values_list("text", flat=True)) == []
    totals = IndexTotals.objects.get()
    assert (totals.passages, totals.tokens) == (0, 0)


def publish_and_fail(page: SeminarPage) -> None:
    page.transcript = make_transcript("trygghetslarm").to_json()
    page.save_revision().publish()
    raise RuntimeError


def test_publishing_that_is_rolled_back_leaves_the_index_as_it_was(person: Person) -> None:
    page = make_seminar("Prat", transcript=make_transcript("munvård"))
    with pytest.raises(RuntimeError), transaction.atomic():
        publish_and_fail(page)

    assert titles(search("munvård", person=person)) == [page.title]
    assert titles(search("trygghetslarm", person=person)) == []


def test_rebuild_index_gives_the_same_index(person: Person) -> None:
    make_seminar(transcript=make_transcript("Hon fick munvård", "och sov gott"), material={"A": ["Blad"]})

    def snapshot() -> list[list[tuple[object, ...]]]:
        return [
            sorted(Passage.objects.values_list("kind", "text", "stems", "parts")),
            sorted(Term.objects.values_list("kind", "text", "passages")),
            list(IndexTotals.objects.values_list("passages", "tokens")),
        ]

    before = snapshot()
    rebuild_index()

    assert snapshot() == before


def test_index_page_twice_changes_nothing(person: Person) -> None:
    page = make_seminar("Prat", transcript=make_transcript("munvård"))
    before = Passage.objects.count()

    assert index_page(page=page) == before == Passage.objects.count()


def test_index_has_captions_and_overlapping_sections() -> None:
    page = make_seminar(transcript=make_transcript(*[f"ord{n} sagt" for n in range(20)], seconds=6))

    sections = Passage.objects.filter(page=page, kind=PassageKind.TRANSCRIPT).order_by("start")

    assert Passage.objects.filter(page=page, kind=PassageKind.CUE).count() == 20
    assert [(s.start, s.end) for s in sections] == [(0, 48), (24, 72), (48, 96), (72, 120)]


def test_search_for_any_text_returns_results(subtests: pytest.Subtests, person: Person) -> None:
    texts = [f"god vård {text[:50]}".replace("\x00", "") for text in ANYTHING]
    make_seminar("Om vård", transcript=make_transcript(*texts))

    for text in ANYTHING:
        with subtests.test(text=ascii(text[:50])), rolled_back():
            results = search(text, person=person)

            assert results.results is not None


def test_search_of_one_and_three_recordings_has_same_query_count(
    person: Person,
) -> None:
    def cost() -> int:
        search("munvård", person=person)  # Wagtail caches the paths of sites
        with CaptureQueriesContext(connection) as captured:
            search("munvård", person=PersonFactory.build(pk=person.pk))
        return len(captured)

    make_seminar("Prat", transcript=make_transcript("munvård"))
    one = cost()
    make_seminar("Prat", transcript=make_transcript("munvård"))
    make_seminar("Prat", transcript=make_transcript("munvård"))

    assert cost() == one


def test_page_with_unreadable_texts_is_published_and_stops_no_rebuild(
    person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    make_seminar("Om natten", transcript=make_transcript("Vi ringde hemsjukvården samma kväll"))
    tags = "".join("&lt;a" for _number in range(700))

    page = make_module_page("Om dagen", steps=[("text", {"title": "Steg", "body": f"<p>{tags}</p>"})])

    assert page.live
    rebuild_index()
    assert titles(search("kväll", person=person)) == ["Om natten"]
    assert f"Page {page.pk} is not in the search index" in caplog.text
