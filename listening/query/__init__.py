"""The query language of a topic: `docs/topic-language.md` tells users, `grammar.lark` the grammar.

    query = parse('"cargo bike" OR bik* NOT motor')    # raises QueryError
    str(query)                                         # canonical text, parses to an equal query
    explain(query)                                     # "Posts that mention …"
    query.references                                   # names of the topics it builds on
    resolve(query, {"Cargo bikes": other})             # with the references written out; raises QueryError
    rename_reference(text, "Old name", "New name")     # the text after a topic was renamed

Pure: no database. `listening.matching` finds the posts.
"""

from listening.query.errors import QueryError
from listening.query.explaining import explain
from listening.query.parsing import Query, parse
from listening.query.references import rename_reference, resolve

__all__ = ["Query", "QueryError", "explain", "parse", "rename_reference", "resolve"]
