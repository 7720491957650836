"""A follow-up by message leaves the house: to a real gateway, at least once, and never unseen (G1)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case, Reporter
from linli.grid.cases.rules import Satisfied
from linli.grid.cases.services import token_digest
from linli.grid.followups import queries as followups
from linli.grid.followups import services as follow_up_services
from linli.grid.followups.models import FollowUp
from linli.grid.followups.rules import Heard, How, Outcome
from linli.grid.invitations.models import Invitation
from linli.grid.moves.rules import Stage
from linli.grid.phrases import services as phrases
from linli.grid.reporters import services as reporters
from linli.grid.verdicts import services as verdicts
from linli.kernel.common.errors import NotFound
from linli.kernel.people.rules import BY_RULE
from linli.notices.letters import queries as letters
from linli.notices.letters import services
from linli.notices.letters.models import Letter
from linli.notices.letters.rules import MOST_TRIES, After, State
from linli.worker import tasks
from tests.courses import brought, desk_of, entries_of, holder_of, refused, step_of
from tests.district import District, again, key, local, small_district, stamp
from tests.grid.desk.doors import browser_of, case_at
from tests.notices.gateways import Gateway, mail_server, web_gateway

pytestmark = pytest.mark.django_db

TUESDAY_9 = local(2026, 11, 24, 9)
PHONE = "13800138000"


@pytest.fixture
def district(db: None) -> District:
    """Return the small district."""
    return small_district()


@pytest.fixture
def sms(settings: Settings) -> Iterator[Gateway]:
    """Return a gateway for text messages that this house uses."""
    with web_gateway() as gateway:
        settings.ADDRESS = "https://linli.example"
        settings.MESSAGES = f"json://127.0.0.1:{gateway.port}/send?:to={{phone}}"
        yield gateway


def asked(district: District, number: int = 1, at: datetime = TUESDAY_9, **more: Any) -> Case:
    """Return a closed case whose reporter was asked by message, as the worker heard of it."""
    case = brought(district, Stage.CLOSED, number, **more)
    ask(district, case, number=number, at=at)
    return case


def ask(district: District, case: Case, *, number: int = 1, at: datetime = TUESDAY_9) -> None:
    follow_up_services.follow_up(
        desk_of(district),
        step=step_of(case),
        key=key(40_000 + number),
        heard=Heard(How.MESSAGE, Outcome.ASKED),
        stamp=stamp(at, number),
    )
    tasks.deliver_waiting(at)


def letter() -> Letter:
    """Return the one letter there is."""
    return Letter.objects.get()


def verbs(case: Case) -> list[str]:
    """Return what the entries of a case tell, without the pillar."""
    return [entry.verb.removeprefix("grid.") for entry in entries_of(case)]


def test_a_message_reaches_her_and_its_link_takes_her_verdict_and_shows_nothing_else(
    district: District, sms: Gateway
) -> None:
    case = asked(district)

    ended = tasks.send_due(TUESDAY_9)

    (said,) = sms.taken
    token = re.search(r"https://linli\.example/v/(\S{12})/", said["message"])
    assert token is not None
    page = Client().get(f"/v/{token[1]}/").content.decode()
    whole = Client().get(f"/m/{token[1]}/")
    rated = Client().post(f"/v/{token[1]}/", {"settled": "no", "satisfied": "mostly"})
    assert (ended, said["to"], case.number in said["message"]) == (1, PHONE, True)
    assert "是否解决" in said["message"]
    assert "垃圾" not in str(said), "nothing of the matter itself"
    assert "是否满意" in page
    assert whole.status_code == 404
    assert (rated.status_code, again(case).settled, again(case).satisfied) == (302, False, "mostly")
    assert (letter().state, letter().way, letter().tries) == ("sent", "phone", 1)
    assert "case_message_sent" in verbs(case)
    assert Client().get("/m/token-1/").status_code == 200, "her own link opens it as before"
    assert cases.verify_rows().faults == []


def test_a_mail_goes_where_she_left_no_telephone(district: District, settings: Settings) -> None:
    with web_gateway() as text, mail_server() as mail:
        settings.ADDRESS = "https://linli.example"
        settings.MESSAGES = (
            f"json://127.0.0.1:{text.port}/?:to={{phone}},"
            f"mailto://127.0.0.1:{mail.port}?from=linli@example.cn&to={{email}}"
        )
        case = asked(district, phone="", email="li@example.cn")

        tasks.send_due(TUESDAY_9)

    (said,) = mail.taken
    assert text.asked == 0
    assert (said["to"], letter().way) == ("li@example.cn", "email")
    assert case.number in said["subject"]
    assert "https://linli.example/v/" in said["text"]


def kept_text(district: District, text: str) -> str:
    """Return the key of a text for messages that the desk keeps."""
    words: dict[str, Any] = {"title": "短信", "text": text, "moves": ["message"], "categories": []}
    phrases.keep(desk_of(district), phrase_id=key(60_001), **words, stamp=stamp(TUESDAY_9, 5))
    return str(key(60_001))


def sent_with(district: District, case: Case, text: str) -> None:
    """Ask by message at the desk's page, with a text of the desk."""
    said = {"how": "message", "outcome": "asked", "text": text}
    answer = browser_of(desk_of(district)).post(f"/desk/cases/{case.pk}/follow-up/", said)
    assert answer.status_code == 302, answer.content.decode()
    noon = timezone.localtime().replace(hour=12) + timedelta(days=1)
    tasks.deliver_waiting(noon)
    tasks.send_due(noon)


def test_a_desk_chooses_the_text_and_a_later_change_does_not_reach_it(
    district: District, sms: Gateway
) -> None:
    case = case_at(district, Stage.CLOSED)
    text = kept_text(district, "编号{{number}}，请评价 {{link}} {{desk}}")
    said = {"how": "message", "outcome": "asked", "text": text}
    browser_of(desk_of(district)).post(f"/desk/cases/{case.pk}/follow-up/", said)
    kept_text(district, "换了 {{link}}")
    noon = timezone.localtime().replace(hour=12) + timedelta(days=1)

    tasks.deliver_waiting(noon)
    tasks.send_due(noon)

    (message,) = [one["message"] for one in sms.taken]
    assert re.fullmatch(
        rf"编号{case.number}，请评价 https://linli.example/v/\S{{12}}/ 甲社区居委会", message
    )
    assert cases.verify_rows().faults == []


def test_without_a_choice_the_usual_text_goes_out_and_names_the_desk(
    district: District, sms: Gateway
) -> None:
    case = case_at(district, Stage.CLOSED)
    kept_text(district, "换了 {{link}}")

    sent_with(district, case, "")

    (message,) = [one["message"] for one in sms.taken]
    assert message.startswith(f"您反映的事项（编号 {case.number}）已办结。")
    assert message.endswith("（甲社区居委会）")
    assert len(message) <= 201


def test_a_text_of_another_desk_is_not_sent(district: District, sms: Gateway) -> None:
    case = case_at(district, Stage.CLOSED)
    words: dict[str, Any] = {"title": "他", "text": "{{link}}", "moves": ["message"]}
    other, theirs = desk_of(district, side=2), key(60_009)
    phrases.keep(other, phrase_id=theirs, **words, categories=[], stamp=stamp(TUESDAY_9, 5))
    kept_text(district, "换了 {{link}}")
    said = {"how": "message", "outcome": "asked", "text": str(theirs)}

    answer = browser_of(desk_of(district)).post(f"/desk/cases/{case.pk}/follow-up/", said)

    assert answer.status_code == 422
    assert not FollowUp.objects.exists()


MAIL = "mailto://127.0.0.1:1?from=linli@example.cn&to={email}"
TEXT = "json://127.0.0.1:1/?:to={phone}"


@pytest.mark.parametrize(
    ("left", "channels", "is_listed"),
    [
        ({"phone": "", "email": "li@example.cn"}, MAIL, True),
        ({"phone": "", "email": "li@example.cn"}, f"{TEXT},{MAIL}", True),
        ({"phone": "", "email": "li@example.cn"}, TEXT, False),
        ({"phone": "", "email": "li@example.cn"}, "", False),
        ({"phone": "", "email": "li@nowhere"}, MAIL, False),
        ({"phone": "", "email": "x@a.cn,y@b.cn"}, MAIL, False),
        ({"phone": "", "email": ""}, MAIL, False),
        ({"phone": "07308888888", "email": ""}, "", True),
        ({"phone": PHONE, "email": "li@example.cn"}, TEXT, True),
    ],
)
def test_who_can_be_reached_stands_in_the_list_of_whom_to_ask(
    district: District, settings: Settings, left: dict[str, Any], channels: str, is_listed: bool
) -> None:
    settings.ADDRESS, settings.MESSAGES = "https://linli.example", channels
    case = brought(district, Stage.CLOSED, **left)

    found = list(followups.waiting(desk_of(district), at=TUESDAY_9))

    assert found == ([case] if is_listed else [])


def test_a_mail_that_was_not_delivered_puts_her_back_in_the_list(
    district: District, settings: Settings
) -> None:
    with mail_server() as mail:
        settings.ADDRESS = "https://linli.example"
        settings.MESSAGES = f"mailto://127.0.0.1:{mail.port}?from=linli@example.cn&to={{email}}"
        case = asked(district, phone="", email="li@example.cn")
        before = list(followups.waiting(desk_of(district), at=TUESDAY_9))
        mail.status = 550
        while letter().state == State.WAITING:
            tasks.send_due(letter().next_try_at)

    assert before == []
    assert list(followups.waiting(desk_of(district), at=TUESDAY_9)) == [case]


def test_the_next_channel_has_it_where_the_first_refuses(
    district: District, sms: Gateway, settings: Settings
) -> None:
    sms.status = 500
    with mail_server() as mail:
        settings.MESSAGES += f",mailto://127.0.0.1:{mail.port}?from=linli@example.cn&to={{email}}"
        asked(district, email="li@example.cn")

        tasks.send_due(TUESDAY_9)

    assert (sms.asked, len(mail.taken)) == (1, 1)
    assert (letter().state, letter().way) == ("sent", "email")


def test_nothing_leaves_where_no_channel_is_set_up_and_the_desk_reads_so_before(
    district: District,
) -> None:
    case = brought(district, Stage.CLOSED)
    panel = followups.panel(desk_of(district), case, at=TUESDAY_9)

    ask(district, case)

    assert panel is not None
    assert "未配置短信或邮件通道" in panel.by_message
    assert not Letter.objects.exists()
    assert followups.is_asked(case.pk), "her page asks all the same"


@pytest.mark.parametrize(("phone", "is_reached"), [("07308888888", False), (PHONE, True)])
def test_a_landline_gets_no_text_message_and_the_desk_reads_so(
    district: District, sms: Gateway, phone: str, is_reached: bool
) -> None:
    case = brought(district, Stage.CLOSED, phone=phone)
    panel = followups.panel(desk_of(district), case, at=TUESDAY_9)

    ask(district, case)

    assert panel is not None
    assert ("短信方式" in panel.by_message) is is_reached
    assert Letter.objects.exists() is is_reached


def test_an_entry_that_is_heard_twice_is_one_letter(district: District, sms: Gateway) -> None:
    asked(district)
    first = letter()

    services.write(entry_id=first.entry_id, follow_up_id=first.follow_up_id, at=TUESDAY_9)
    tasks.send_due(TUESDAY_9)
    tasks.send_due(TUESDAY_9)

    assert (Letter.objects.count(), len(sms.taken)) == (1, 1)


def test_a_refusal_is_tried_again_with_growing_pauses_and_then_given_up(
    district: District, sms: Gateway
) -> None:
    case = asked(district)
    sms.status = 503
    at, tried = TUESDAY_9, []

    while letter().state == State.WAITING:
        at = letter().next_try_at
        assert tasks.send_due(at - timedelta(seconds=1)) == 0
        tasks.send_due(at)
        tried.append(at)

    pauses = [(after - before) // timedelta(minutes=1) for before, after in pairwise(tried)]
    row = FollowUp.objects.get()
    assert (len(tried), sms.asked, sms.taken) == (MOST_TRIES, MOST_TRIES, [])
    assert pauses == [1, 5, 30, 120, 480]
    assert (letter().state, letter().reason) == ("given_up", "refused")
    assert (row.outcome, row.is_last) == ("undelivered", False)
    assert verbs(case)[-1] == "case_message_undelivered"
    assert cases.verify_rows().faults == []
    desk = desk_of(district)
    assert list(followups.waiting(desk, at=at)) == [case], "somebody has to call her"


def test_a_message_that_was_not_delivered_may_be_sent_once_more(
    district: District, sms: Gateway
) -> None:
    case = asked(district)

    assert refused(case, lambda: ask(district, case, number=2)) == "grid.asked_already"
    follow_up_services.message_undelivered(
        case_id=case.pk, follow_up_id=FollowUp.objects.get().pk, stamp=stamp(TUESDAY_9, 3)
    )
    ask(district, case, number=2)

    assert [row.outcome for row in FollowUp.objects.order_by("number")] == ["undelivered", "asked"]


def test_a_gateway_that_was_away_gets_the_letter_when_it_is_back(
    district: District, sms: Gateway
) -> None:
    asked(district)
    sms.status = 500
    tasks.send_due(TUESDAY_9)
    waits = letters.told(letter().case_id)
    sms.status = 200

    tasks.send_due(letter().next_try_at)

    assert (letter().state, letter().tries, letter().was_cut) == ("sent", 2, False)
    assert "通道未接收" in waits[0]
    assert len(sms.taken) == 1


def test_a_letter_that_ends_every_worker_is_given_up(district: District, sms: Gateway) -> None:
    asked(district)
    Letter.objects.update(state="sending", tries=MOST_TRIES)

    tasks.send_due(TUESDAY_9)

    assert (letter().state, letter().reason, sms.asked) == ("given_up", "cut_off", 0)


def test_whoever_comes_late_does_not_settle_what_another_worker_has(
    district: District, sms: Gateway
) -> None:
    case = asked(district)
    slow = services._claim(letter().pk, at=TUESDAY_9)
    later = TUESDAY_9 + timedelta(minutes=11)
    assert slow is not None

    tasks.send_due(later)
    kept = services._settle(slow, After(State.SENT), way="phone", stamp=stamp(later, 9))

    assert kept is False
    assert verbs(case).count("case_message_sent") == 1


@pytest.mark.parametrize("what", ["rated", "reopened", "forgotten"])
def test_nothing_is_sent_where_nothing_is_asked_any_more(
    district: District, sms: Gateway, what: str
) -> None:
    case = asked(district)
    at = stamp(TUESDAY_9, 7)
    if what == "rated":
        verdicts.rate(
            holder_of(case), step=step_of(case), settled=True, satisfied=Satisfied.MOSTLY, stamp=at
        )
    elif what == "reopened":
        verdicts.reopen(desk_of(district), step=step_of(case, "又堆上了"), stamp=at)
    else:
        reporters.forget(BY_RULE, case_id=case.pk, stamp=at)

    tasks.send_due(TUESDAY_9)

    assert (letter().state, sms.asked) == ("not_needed", 0)


def test_forgetting_her_ends_the_link_of_her_letter_and_leaves_nothing_of_her(
    district: District, sms: Gateway
) -> None:
    case = asked(district)
    tasks.send_due(TUESDAY_9)
    (said,) = sms.taken
    link = said["message"].partition("linli.example")[2].split()[0]

    reporters.forget(BY_RULE, case_id=case.pk, stamp=stamp(TUESDAY_9, 7))

    assert Client().get(link).status_code == 404
    assert not Reporter.objects.filter(case=case).exists()
    assert not Invitation.objects.filter(case=case).exists()
    row = Letter.objects.values().get()
    assert PHONE not in str(row)
    assert link.split("/")[2] not in str(row)


def test_number_and_telephone_open_the_matter_only_while_no_message_brought_both(
    district: District, sms: Gateway
) -> None:
    case, other = asked(district), brought(district, Stage.CLOSED, 2)
    tasks.send_due(TUESDAY_9)
    found = {"number": case.number, "phone": PHONE}
    free = {"number": other.number, "phone": PHONE}

    with pytest.raises(NotFound):
        reporters.renew_link(**found, token="new", stamp=stamp(TUESDAY_9, 8))
    page = Client().post("/find/", found)
    reporters.renew_link(**free, token="other", stamp=stamp(TUESDAY_9, 9))

    assert page.status_code == 404
    assert [one.token for one in Reporter.objects.filter(case=case)] == [token_digest("token-1")]
    assert [one.token for one in Reporter.objects.filter(case=other)] == [token_digest("other")]


def test_nobody_is_woken_at_night(district: District, sms: Gateway) -> None:
    night = local(2026, 11, 24, 22)
    asked(district, at=night)

    assert tasks.send_due(night) == 0
    assert letter().next_try_at == local(2026, 11, 25, 8)
    assert tasks.send_due(local(2026, 11, 25, 8)) == 1


def test_no_line_of_the_record_names_her(
    district: District,
    sms: Gateway,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    logging.getLogger().setLevel(logging.DEBUG)
    with mail_server() as mail:
        settings.MESSAGES += f",mailto://127.0.0.1:{mail.port}?from=linli@example.cn&to={{email}}"
        asked(district, email="li@example.cn")
        sms.status = mail.status = 550

        with caplog.at_level(logging.DEBUG):
            tasks.send_due(TUESDAY_9)

    shown = caplog.text + "".join(capfd.readouterr())
    assert (letter().reason, mail.asked) == ("refused", 1)
    assert PHONE not in shown
    assert "li@example.cn" not in shown
    assert "/m/" not in shown


def test_an_address_that_apprise_does_not_know_is_said_so(
    district: District, settings: Settings
) -> None:
    settings.ADDRESS, settings.MESSAGES = "https://linli.example", "nosuch://host/{phone}"
    case = asked(district)

    tasks.send_due(TUESDAY_9)

    assert (letter().state, letter().reason) == ("waiting", "unknown")
    assert "无法识别" in letters.told(case.pk)[0]
