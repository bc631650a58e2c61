"""A second set of labelled pairs, written without a look at the first, to see what the rule makes of others' letters.

On first sight of it precision was 1.00 and recall 0.92: links in Japanese sentences, which have no blanks around them,
took the rest of the sentence with them, and some Japanese sign-offs were not known. Both are mended by kind."""
