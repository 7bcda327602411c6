"""Every folder here is a credit policy with its questions; all of them are answered as partners are answered."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.policies.lenders import Lenders
from tests.policies.policy_folder import AnswerForm, MalformedPolicyError, QuestionForm, differences, read_policy

HERE = Path(__file__).parent
FOLDERS = sorted(path for path in HERE.iterdir() if path.is_dir() and path.name != "__pycache__")


def _questions() -> list[object]:
    """One test a question; a folder that cannot be read is one test that says why."""
    found: list[object] = []
    for folder in FOLDERS:
        try:
            questions: list[QuestionForm | None] = [*read_policy(folder).form.questions]
        except MalformedPolicyError:
            questions = [None]
        found += [
            pytest.param(folder, one, id=f"{folder.name}: {one.name if one else 'malformed'}") for one in questions
        ]
    return found


@pytest.mark.parametrize(("folder", "question"), _questions())
def test_policy(lenders: Lenders, folder: Path, question: QuestionForm | None) -> None:
    if question is None:
        pytest.fail(what_is_wrong(folder), pytrace=False)
    policy = read_policy(folder)
    answer = lenders.ask(policy, question.ask)
    codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
    if question.refused is not None:
        assert codes == [question.refused]
        return
    assert codes == [], answer["errors"]
    if found := differences(question.answer, answer["data"]["eligibility"]["decisions"]):
        pytest.fail("\n".join(found), pytrace=False)


def what_is_wrong(folder: Path) -> str:
    with pytest.raises(MalformedPolicyError) as raised:
        read_policy(folder)
    return str(raised.value)


def test_there_are_policies_of_several_kinds() -> None:
    assert len(FOLDERS) >= 6


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound policy to spoil."""
    return Path(shutil.copytree(HERE / "age-and-affordability", tmp_path / "copy"))


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("policy.yaml", "outcome: ALLOW", "outcom: ALLOW", ["policy.yaml:", "outcom", "[document.unknown-key]"]),
        ("policy.yaml", "ask:", "aks:", ["It is missing", "[document.missing-key]"]),
        ("policy.yaml", "questions:", "questions: [", ["policy.yaml:", "[document.syntax]"]),
        (
            "policy.yaml",
            "file: loan.yaml",
            "file: lone.yaml",
            ["no file lone.yaml", "loan.yaml: policy.yaml does not name"],
        ),
        ("policy.yaml", "file: loan.yaml", "file: ../copy/../../loan.yaml", ["there is no file"]),
        ("policy.yaml", "questions:", "lender: demo\nquestions:", ["needs either `published`", "or `lender: demo`"]),
        ("policy.yaml", "ask: {facts", "ask: {applicant: lin, facts", ["asks for an unknown applicant 'lin'"]),
        ("affordability.yaml", '"TOO_YOUNG"', '"TOO_YUNG"', ["affordability.yaml:", "[findings.unknown-reason]"]),
        ("affordability.yaml", "change:", "chance:", ["affordability.yaml"]),
    ],
)
def test_a_malformed_folder_is_told_with_the_file_the_line_and_what_is_wrong(
    folder: Path, file: str, old: str, new: str, told: list[str]
) -> None:
    spoil(folder / file, old, new)
    message = what_is_wrong(folder)
    for part in told:
        assert part in message


def test_a_folder_without_a_policy_or_with_strange_files_is_told(folder: Path) -> None:
    (folder / "policy.yaml").rename(folder / "notes.txt")
    with pytest.raises(
        MalformedPolicyError, match=r"there is no policy\.yaml[^$]*notes\.txt: only files ending in \.yaml"
    ):
        read_policy(folder)


def test_a_question_is_named_once_and_expects_something(folder: Path) -> None:
    text = (folder / "policy.yaml").read_text("utf-8")
    (folder / "policy.yaml").write_text(text + "\n".join(2 * ["  - {name: again, ask: {facts: {}}}"]) + "\n", "utf-8")
    with pytest.raises(MalformedPolicyError, match=r"called 'again'[^$]*needs either `answer` or `refused`"):
        read_policy(folder)


def test_an_answer_that_differs_is_told_field_by_field(lenders: Lenders) -> None:
    policy = read_policy(HERE / "age-and-affordability")
    question = next(one for one in policy.form.questions if one.answer)
    decisions = lenders.ask(policy, question.ask)["data"]["eligibility"]["decisions"]
    wrong = {"loan": AnswerForm(outcome="REFER", reasons=["NONE"]), "house": AnswerForm(outcome="ALLOW")}
    assert [text.partition(",")[0] for text in differences(wrong, decisions)] == [
        f"loan: outcome is {decisions[0]['outcome']!r}",
        f"loan: reasons is {[r['code'] for r in decisions[0]['reasons'] if r['intervention'] != 'ALLOW']!r}",
        "house: not among the answers",
    ]
