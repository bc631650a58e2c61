"""Texts as the matcher reads them: words with one blank on either side, capitals and accents levelled.

`fold("Zürich’s #CargoBike")` is ` zurich s cargo bike ` and, after it, the other readings of the hashtag. The same
function reads queries and posts, so the two cannot drift apart. What counts as a word, and why:

- Unicode's compatibility forms are levelled first (NFKC): full-width letters, ligatures, half-width kana.
- Letters are case-folded. Accents of Latin and Greek letters go (`é` is `e`, `ø` is `o`, `ß` is `ss`); Cyrillic keeps
  `й` but reads `ё` as `е`; the optional vowel points of Arabic and Hebrew go. Other scripts keep their marks: there
  they are letters.
- Every sign parts words: hyphens and apostrophes too, so that `Tesla` is found in `Tesla’s`, `énergie` in `l’énergie`.
- Scripts written without blanks are cut into single characters, so that words in them are found anywhere.
- An emoji is a word; its skin tone and variation selector are not looked at.
- Addresses of pages are no words. Of `@alice.bsky.social` only `alice` is.
"""

from listening.folding.characters import POST_END, TITLE_END, is_without_blanks
from listening.folding.texts import BREAK, Folded, find_urls, fold, fold_as_written, fold_many, fold_tag, fold_words

__all__ = [
    "BREAK",
    "POST_END",
    "TITLE_END",
    "Folded",
    "find_urls",
    "fold",
    "fold_as_written",
    "fold_many",
    "fold_tag",
    "fold_words",
    "is_without_blanks",
]
