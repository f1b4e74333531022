from search.models.passage import Passage
from search.models.synonym import Synonym
from search.models.term import IndexTotals, Term
