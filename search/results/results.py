"""Search results for display."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from wagtail.models import Page

from courses.api import SeminarPage, clock
from search.models import Passage


@dataclass(frozen=True)
class Moment:
    """A place in a recording whose transcript matches."""

    seconds: float
    excerpt: SafeString
    url: str
    #: position in the recording, 0-100
    percent: float

    @property
    def clock(self) -> str:
        return clock(self.seconds)


@dataclass(frozen=True)
class MaterialHit:
    """A matching page of a speaker's material."""

    title: str
    page_number: int
    excerpt: SafeString
    url: str


@dataclass(frozen=True)
class RecordingResult:
    """A seminar or an episode with its matching moments and material."""

    page: SeminarPage
    title: SafeString
    score: float
    moments: Sequence[Moment] = ()
    more_moments: int = 0
    material: Sequence[MaterialHit] = ()
    #: positions of all hits on the timeline, 0-100
    marks: Sequence[float] = ()
    is_recording = True


@dataclass(frozen=True)
class PageResult:
    """A module or another page."""

    page: Page
    title: SafeString
    excerpt: SafeString
    score: float
    #: title and number of the best matching step; None when the page itself matches best
    step_title: SafeString | None = None
    step_number: int | None = None
    is_recording = False


@dataclass(frozen=True)
class SearchResults:
    """The results of a search, best first."""

    results: Sequence[RecordingResult | PageResult] = ()
    suggestion: str | None = None
    searched: bool = False
    more: bool = field(default=False)

    @property
    def moment_count(self) -> int:
        return sum(
            len(result.moments) + result.more_moments
            for result in self.results
            if isinstance(result, RecordingResult)
        )

    @property
    def page_count(self) -> int:
        return sum(isinstance(result, PageResult) for result in self.results)

    @property
    def recording_count(self) -> int:
        return len(self.results) - self.page_count


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage and its relevance to a query."""

    passage: Passage
    score: float
