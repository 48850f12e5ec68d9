"""`shopcrm due`, from the words typed to the answer and the exit code; no shop is there."""

import json
import subprocess
import sys
from typing import Any

import pytest

from shopcrm.cli.due import RULES
from shopcrm.cli.edge import run
from shopcrm.cli.main import shopcrm


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run `due` with a line of words: the exit code, standard output and standard error."""

    def asked(words: str, *, before: str = "") -> tuple[int, str, str]:
        code = run(shopcrm, [*before.split(), "due", *words.split()])
        out, err = capsys.readouterr()
        return code, out, err

    return asked


VECTORS = {
    "access 2026-11-25": "2026-12-29",
    "access 2026-05-15 --region GB-SCT": "2026-06-16",
    "access 2026-06-12 --region GB-NIR": "2026-07-14",
    "access 2027-01-31 --extended": "2027-04-30",
    "access 2026-03-02 --identity 2026-03-10": "2026-04-10",
    "access 2026-03-02 --paid 2026-03-10": "2026-04-10",
    "rectification 2026-11-22": "2026-12-22",
    "erasure 2026-06-01 --asked 2026-06-08 --answered 2026-06-15": "2026-07-01",
    "restriction 2026-03-31": "2026-04-30",
    "portability 2026-12-01": "2027-01-04",
    "objection 2026-10-31 --region GB-SCT": "2026-12-01",
    "access 2026-12-06 --region DE-BY": "2027-01-07",
    "complaint 2026-06-19": "2026-07-20",
    "ccpa 2026-11-22": "2027-01-05",
    "ccpa 2026-11-22 --region US-CA": "2027-01-05",
    "retention 2026-04-05": "2032-01-31",
    "reject 2026-07-01": "2026-07-31",
    "reject 2026-07-01 --repair-asked 2026-07-10 --repaired 2026-07-20": "2026-08-11",
    "reject 2026-07-01 --repair-asked 2026-07-30 --repaired 2026-08-05": "2026-08-12",
    "presumption 2026-03-15": "2026-09-14",
    "no-deduction 2026-03-15": "2026-09-15",
    "cancel 2026-06-01": "2026-06-15",
    "cancel 2026-06-01 --no-info": "2027-06-15",
    "cancel 2026-06-01 --info-given 2026-09-01": "2026-09-15",
    "send-back 2026-06-15": "2026-06-29",
    "refund 2026-06-22": "2026-07-06",
    "refund 2026-06-22 --proof 2026-06-18": "2026-07-02",
    "refund-agreed 2026-06-01": "2026-06-14",
    "breach 2026-11-20T16:30": "2026-11-23T16:30:00Z",
    "breach 2026-10-24T10:00": "2026-10-27T09:00:00Z",
    "breach 2027-03-27T10:00": "2027-03-30T10:00:00Z",
    "breach 2026-10-24T10:00Z": "2026-10-27T10:00:00Z",
    "breach 2026-10-24T10:00:30.999+05:30": "2026-10-27T04:30:30Z",
    "breach 2026-10-24T10:00 --region ES-CN": "2026-10-27T09:00:00Z",
    "breach 2026-10-24T10:00 --region FR": "2026-10-27T08:00:00Z",
}


@pytest.mark.parametrize(("words", "due"), VECTORS.items())
def test_the_date_is_the_one_of_the_law_and_the_target_is_no_other(ask: Any, words: str, due: str) -> None:
    code, out, err = ask(words, before="--json")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert (answer["due"], answer["target"]) == (due, due)
    assert set(answer) == {"due", "target", "steps", "rule", "warnings"}
    assert answer["steps"]
    assert answer["rule"]


def test_every_right_has_a_vector() -> None:
    assert {words.split()[0] for words in VECTORS} == set(RULES)


def test_a_doubtful_pause_has_an_earlier_target(ask: Any) -> None:
    words = "access 2026-06-01 --asked 2026-06-08 --answered 2026-06-15"
    answer = json.loads(ask(words, before="--json")[1])
    assert (answer["due"], answer["target"]) == ("2026-07-09", "2026-07-08")
    assert "Target  2026-07-08  (Wednesday 8 July 2026)" in ask(words)[1]


def test_a_person_reads_the_date_the_rule_and_how_it_was_counted(ask: Any) -> None:
    code, out, _ = ask("access 2026-11-25")
    assert code == 0
    assert out.splitlines() == [
        "Due     2026-12-29  (Tuesday 29 December 2026)",
        "Rule    UK GDPR Art 12A, Art 15; Reg 1182/71 Art 3",
        "",
        "Received Wednesday 25 November 2026.",
        "One month: Friday 25 December 2026.",
        "Friday 25 December 2026 is no working day (Christmas Day): the next one is Tuesday 29 December 2026.",
        "Answer without undue delay: the due date is the last day, not the day to aim for.",
    ]


def test_an_hour_that_came_twice_means_the_earlier_one(ask: Any) -> None:
    assert json.loads(ask("breach 2026-10-25T01:30", before="--json")[1])["due"] == "2026-10-28T00:30:00Z"


OPTIONS = {
    "identity": "--identity 2026-06-02",
    "paid": "--paid 2026-06-02",
    "extended": "--extended",
    "asked": "--asked 2026-06-02 --answered 2026-06-03",
    "repair_asked": "--repair-asked 2026-06-02 --repaired 2026-06-03",
    "info_given": "--info-given 2026-06-02",
    "never_informed": "--no-info",
    "proof": "--proof 2026-06-02",
}


@pytest.mark.parametrize("right", RULES)
@pytest.mark.parametrize("option", OPTIONS)
def test_an_option_is_used_by_the_rights_it_belongs_to_and_a_usage_error_for_others(
    ask: Any, right: str, option: str
) -> None:
    day = "2026-06-30" if right == "complaint" else "2026-06-01"
    start = f"{day}T10:00" if right == "breach" else day
    code, out, err = ask(f"{right} {start} {OPTIONS[option]}")
    if option in RULES[right].options:
        assert (code, err) == (0, "")
    else:
        assert (code, out) == (2, "")
        assert f"{OPTIONS[option].split()[0]} does not apply to {right}." in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("access", "RECEIVED"),
        ("forgetting 2026-06-01", "forgetting"),
        ("access 01/06/2026", "Write it like 2026-11-22"),
        ("access 2026-02-30", "is no date"),
        ("access 2026-06-01T10:00", "is no date"),
        ("access 2026-06-01 --identity tomorrow", "--identity"),
        ("access 2026-06-01 --asked 2026-06-02", "--asked and --answered go together"),
        ("access 2026-06-01 --answered 2026-06-02", "--asked and --answered go together"),
        ("reject 2026-06-01 --repaired 2026-06-02", "--repair-asked and --repaired go together"),
        ("cancel 2026-06-01 --no-info --info-given 2026-06-02", "contradict"),
        ("breach 2026-10-24", "needs the time too"),
        ("breach yesterday", "no moment"),
        ("breach 2026-10-24T25:00", "no moment"),
    ],
)
def test_what_cannot_be_understood_is_a_usage_error(ask: Any, words: str, said: str) -> None:
    code, out, err = ask(words)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("words", "kind", "said"),
    [
        ("complaint 2026-06-18", "refused", "no duty"),
        ("complaint 2026-11-25 --region IE", "refused", "supervisory authority"),
        ("reject 2026-06-01 --region FR", "refused", "United Kingdom"),
        ("access 2026-06-01 --identity 2026-05-31", "invalid", "before the request"),
        ("access 2026-06-01 --asked 2026-06-08 --answered 2026-06-07", "invalid", "before the question"),
        ("reject 2026-06-01 --repair-asked 2026-06-08 --repaired 2026-06-07", "invalid", "before the repair"),
        ("access 9999-12-31", "invalid", "cannot be right"),
        ("breach 9999-12-31T23:59", "invalid", "cannot be right"),
        ("breach 0001-01-01T00:00", "invalid", "cannot be right"),
        ("breach 2027-03-28T01:30", "invalid", "clocks went forward"),
        ("access 2026-06-01 --region GB", "invalid", "different holidays"),
        ("access 2026-06-01 --region gb-eng", "invalid", "not a region"),
        ("access 2026-06-01 --region GB-XXX", "invalid", "No list of holidays"),
        ("access 2026-06-01 --region JP", "invalid", "not known here"),
    ],
)
def test_what_the_law_or_the_dates_do_not_allow_is_refused_with_the_reason(
    ask: Any, words: str, kind: str, said: str
) -> None:
    code, out, err = ask(words, before="--json")
    error = json.loads(out)["error"]
    assert (code, err) == (1, "")
    assert (error["kind"], error["data_safe"]) == (kind, True)
    assert said in error["message"]


def test_help_names_every_right(ask: Any) -> None:
    code, out, _ = ask("--help")
    assert code == 0
    assert all(right in " ".join(out.split()).replace("no- deduction", "no-deduction") for right in RULES)


def test_a_deadline_needs_neither_a_shop_nor_the_heavy_libraries() -> None:
    program = (
        "import sys; from shopcrm.cli.edge import run; from shopcrm.cli.main import shopcrm;"
        "code = run(shopcrm, ['--json', 'due', 'access', '2026-11-25']);"
        "heavy = {'sqlcipher3', 'textual', 'pandas', 'reportlab'} & set(sys.modules);"
        "sys.exit(code or len(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["due"] == "2026-12-29"
