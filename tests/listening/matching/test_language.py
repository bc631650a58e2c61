"""Short posts in many languages: right, or no answer."""

import pytest

from listening.matching import Post, compile_topics
from listening.matching.language import detect_language
from listening.matching.reading import Reading
from listening.query import parse

SAID = {
    "en": ["Our new cargo bike lane opens tomorrow morning", "The minister said the city would invest more in cycling"],
    "de": ["Der neue Radweg wird morgen früh eröffnet", "Die Stadt will mehr Geld für Fahrräder ausgeben"],
    "fr": ["La nouvelle piste cyclable ouvre demain matin", "La ville va investir davantage dans le vélo"],
    "es": ["El nuevo carril bici se abre mañana por la mañana", "La ciudad invertirá más en bicicletas el próximo año"],
    "it": ["La nuova pista ciclabile apre domani mattina", "La città investirà di più nelle biciclette"],
    "pt": ["A nova ciclovia abre amanhã de manhã", "A cidade vai investir mais em bicicletas no próximo ano"],
    "nl": ["Het nieuwe fietspad gaat morgenochtend open", "De stad gaat volgend jaar meer investeren in fietsen"],
    "pl": ["Nowa ścieżka rowerowa zostanie otwarta jutro rano", "rowery towarowe są świetne"],
    "sv": ["Den nya cykelbanan öppnar i morgon bitti", "Staden ska satsa mer på cykling nästa år"],
    "cs": ["Nová cyklostezka se otevírá zítra ráno", "Město příští rok investuje více do cyklistiky"],
    "tr": ["Yeni bisiklet yolu yarın sabah açılıyor", "bugün çok yorgunum"],
    "ru": ["Новая велодорожка откроется завтра утром", "Город вложит больше денег в велосипеды"],
    "uk": ["Нова велодоріжка відкриється завтра вранці", "Місто вкладе більше грошей у велосипеди"],
    "ar": ["سيتم افتتاح مسار الدراجات الجديد صباح الغد"],
    "ja": ["新しい自転車レーンが明日の朝オープンします", "今日はとても疲れた"],
    "zh": ["新的自行车道明天早上开放", "该市明年将在自行车方面投入更多资金"],
    "ko": ["새 자전거 도로가 내일 아침에 열립니다", "오늘 너무 피곤해"],
    "hi": ["नई साइकिल लेन कल सुबह खुलेगी", "आज बहुत थक गया हूँ"],
}


@pytest.mark.parametrize("code", SAID)
def test_it_is_never_wrong_and_mostly_sure(code: str) -> None:
    answers = [detect_language(text) for text in SAID[code]]
    assert set(answers) <= {code, None}
    assert code in answers


@pytest.mark.parametrize(
    "text", ["", "ok", "🚲🚲", "12345", "https://example.com/der-neue-radweg", "#CargoBike @alice", "\ud800"]
)
def test_it_says_nothing_about_what_has_no_language(text: str) -> None:
    assert detect_language(text) is None


def test_a_long_text_is_not_read_to_its_end() -> None:
    assert detect_language("Der neue Radweg wird morgen eröffnet. " * 200_000) == "de"


def test_the_source_is_believed_and_the_language_detected_only_when_it_says_nothing() -> None:
    matcher = compile_topics({1: parse("lang:de Radweg")})
    text = "Der neue Radweg wird morgen früh eröffnet"
    assert matcher.match(Post(text)) == {1}
    assert matcher.match(Post(text, languages=("en",))) == frozenset()


def test_it_is_not_detected_unless_a_topic_asks() -> None:
    asked: list[str] = []
    post = Post("Der neue Radweg", title="Stadt")

    def detect(text: str) -> str | None:
        asked.append(text)
        return "de"

    reading = Reading(post, bytes, detect)
    assert not asked
    assert (reading.languages, reading.languages) == (("de",), ("de",))
    assert len(asked) == 1
