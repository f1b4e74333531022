"""Public names of lms.reports: the ledger, disclosure rules and CSV files."""

from lms.reports.exports.files import Table, csv_response, file_name
from lms.reports.projection.ledger import rebuild_ledger
from lms.reports.queries.disclosure import LEAST, nearest
from lms.reports.views.pages import Crumb
