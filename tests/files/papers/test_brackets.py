from tests.files.papers.editions import edition
from tests.files.word.cases import ruled
from tests.text.pledge import BASE, answer, merged, new
from workflow.files.papers import making
from workflow.files.word.writing import Answers
from workflow.text.settle import Choice


def shown(merge_, decided=None):
    paper = making.brackets(edition(BASE), merge_.passages, Answers({}, {}, decided or {}))
    return ["".join(run.text for s in one.stretches for run in s.runs) for one in paper.flow]


def test_rival_words_stand_side_by_side_with_their_agencies_and_the_base_without():
    text = shown(
        merged(
            IOM=answer(a="We will report twice a year. We will listen."),
            ILO=answer(a="We will report never a year. We will listen."),
            WHO=answer(a="We will report never a year. We will listen."),
        )
    )

    assert text[2] == "We will report [once][ILO, WHO: never][IOM: twice] a year. We will listen."


def test_added_and_deleted_words_say_who_wants_it():
    text = shown(
        merged(
            IOM=answer(b="The Network keeps a public register of entities."),
            ILO=answer(c=None),
        )
    )

    assert text[3] == "The Network keeps a [IOM: public] register of entities."
    assert text[4] == "[Anyone may join. – ILO: delete]"


def test_new_paragraphs_stand_behind_the_one_they_follow():
    text = shown(merged(IOM=[*BASE[:3], new("We meet."), *BASE[3:]]))

    assert text[3] == "[IOM: We meet.]"


def test_what_is_decided_has_no_brackets_any_more():
    found = merged(
        IOM=answer(a="We will report twice a year. We will listen."),
        ILO=answer(a="We will report never a year. We will listen."),
    )

    text = shown(found, ruled({found.passages[0].fingerprint: Choice(text="every")}))

    assert text[2] == "We will report every a year. We will listen."
