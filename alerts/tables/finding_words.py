"""The words by which alerts are found, and how far they have been gathered."""

from typing import Final

from sqlalchemy import DDL, Column, event
from sqlmodel import Field

from alerts.columns import RowId
from alerts.tables.base import METADATA, Row, row_id, table_of


class WordsRow(Row, table=True):
    """The words of one alert, by its ``seq``, parted by spaces and sorted."""

    __tablename__ = "alert_words"

    seq: int = row_id()
    words: str


class GatheredRow(Row, table=True):
    """The one row that says up to which alert, and which line of a time line, words are gathered."""

    __tablename__ = "alert_words_gathered"

    id: int = row_id()
    alert_seq: int = Field(sa_column=Column(RowId, nullable=False))
    entry_id: int = Field(sa_column=Column(RowId, nullable=False))


WORDS: Final = table_of(WordsRow)
GATHERED: Final = table_of(GatheredRow)

# The index over the words is what each engine has for it. The words are cut here and not by the
# engines, so that both find the same: they only look up whole words and beginnings of words.
INDEX_SQLITE: Final = (
    "CREATE VIRTUAL TABLE alert_words_index USING fts5("
    "words, content='alert_words', content_rowid='seq', detail='none', columnsize=0, "
    "tokenize='unicode61 remove_diacritics 0')"
)
INDEX_POSTGRESQL: Final = (
    "CREATE INDEX ix_alert_words_words ON alert_words "
    "USING gin (array_to_tsvector(string_to_array(words, ' ')))"
)
for _dialect, _statement in (("sqlite", INDEX_SQLITE), ("postgresql", INDEX_POSTGRESQL)):
    event.listen(
        METADATA,
        "after_create",
        DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
    )
