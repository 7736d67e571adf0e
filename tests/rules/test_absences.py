"""The last day of an absence, as people and their mail programs write it in six languages."""

from datetime import date

import pytest

from workflow.rules.absences import away_until

TODAY = date(2026, 11, 25)
MARCH = date(2027, 3, 10)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("I am away until 3 March.", date(2027, 3, 3)),
        ("Back on 3rd of December 2026", date(2026, 12, 3)),
        ("I return December 3, 2026", date(2026, 12, 3)),
        ("out of office until Friday 2026-12-04", date(2026, 12, 4)),
        ("I am on leave from 3 to 10 March and then back on 11 March.", MARCH),
        ("I will be back at 10.30 on Wednesday, 10 March", MARCH),
        ("until 10/13/2026", date(2026, 10, 13)),
        ("until 13/10/2026", date(2026, 10, 13)),
    ],
)
def test_in_english(words, day):
    assert away_until(words, today=TODAY) == day


@pytest.mark.parametrize(
    "words",
    [
        "Je suis absente jusqu’au 10 mars.",
        "Absent du bureau du 3 au 10 mars, de retour le 11 mars",
        "Je serai de retour le mercredi 10 mars 2027 au matin.",
        "Je suis en congé jusqu'au 10/03/2027 inclus.",
        "De retour le 10.03.2027",
        "Estaré fuera de la oficina hasta el 10 de marzo de 2027.",
        "De vacaciones del 3 al 10 de marzo",
        "Regresaré el miércoles 10 de marzo.",
        "Vuelvo el 10/03",
        "Я в отпуске до 10 марта 2027 г.",
        "Нахожусь в командировке с 3 по 10 марта.",
        "Вернусь в среду, 10 марта",
        "Меня не будет до 10.03",
        "أنا في إجازة حتى 10 آذار/مارس 2027.",
        "إجازتي من 3 إلى ١٠ مارس",
        "وسأعود إلى العمل يوم الأربعاء 10 آذار",
        "إلى غاية 10 مارس",
        "我将于3月3日至3月10日休假。",
        "我会在2027年3月10日返回办公室",
        "休假到３月１０日",
    ],
)
def test_in_the_other_languages_of_the_united_nations(words):
    assert away_until(words, today=TODAY) == MARCH


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("jusqu’au 10 août", 8),
        ("jusqu’au 10 févr.", 2),
        ("hasta el 10 de septiembre", 9),
        ("до 10 мая", 5),
        ("до 10 авг.", 8),
        ("حتى 10 تشرين الثاني", 11),
        ("حتى 10 كانون الأول/ديسمبر", 12),
        ("حتى 10 جويلية", 7),
        ("حتى 10 غشت", 8),
    ],
)
def test_months_by_all_their_names(words, month):
    assert away_until(words, today=date(2026, 1, 1)) == date(2026, month, 10)


@pytest.mark.parametrize(
    "words",
    [
        "I am away until 31 February",
        "I am away",
        "I have been back since Monday",
        "Back on 3/4/2027",
        "Our meeting of 3 March went well",
        "Je suis absent",
        "до конца недели",
        "حتى إشعار آخر",
        "我在休假",
        "until " + "9" * 4000,
    ],
)
def test_where_no_day_is_named_none_is_guessed(words):
    assert away_until(words, today=TODAY) is None


def test_a_day_without_a_year_lies_ahead():
    assert away_until("until 24 November", today=TODAY) == date(2027, 11, 24)
    assert away_until("until 25 November", today=TODAY) == TODAY
