"""What answering surveys adds to the trust tests: invitations, links, and the public pages."""

from crm import db
from plugins.surveys.answering import contacts, invitations, links
from plugins.surveys.service import lifecycle, surveys
from tests.security.areas.surveys_asking import PAGES
from tests.security.seed import Local, Values

SURVEY, LINK = "survey_id=open_survey_id", "link_id=survey_link_id"
PUBLIC = "token=survey_token"
MATRIX = f"""
surveys.invite_page                ---l-m--- {SURVEY}
surveys.invite_preview             ---l-m--- {SURVEY}
surveys.invite_send                ---l-m--- {SURVEY}
surveys.invite_letters             ---l-m--- {SURVEY}
surveys.letters_anew               ---l-m--- {SURVEY}
surveys.invite_remind              ---l-m--- {SURVEY}
surveys.channels                   ---l-m--- {SURVEY}
surveys.add_link                   ---l-m--- {SURVEY}
surveys.remove_link                ---l-m--- {SURVEY} {LINK}
surveys.poster                     ---l-m--- {SURVEY} {LINK}
surveys.settle_contact             ---l-m--- {SURVEY} contact_id=survey_contact_id
surveys.enter                      -oxl-m--- {SURVEY}
surveys.enter_paper                -oxl-m--- {SURVEY}
surveys.enter_person               -o-l-m--- survey_id=named_survey_id
surveys.enter_person_post          -o-l-m--- survey_id=named_survey_id
surveys.answers                    ---l-m--- survey_id=named_survey_id
surveys.custodian_answers          ---l-m--- survey_id=confidential_survey_id
surveys_public.start               aoxlnmufs {PUBLIC}
surveys_public.invited             aoxlnmufs {PUBLIC} code=survey_code
surveys_public.begin               aoxlnmufs {PUBLIC}
surveys_public.leave               aoxlnmufs {PUBLIC}
surveys_public.question_page       aoxlnmufs {PUBLIC} number=survey_page
surveys_public.save_page           aoxlnmufs {PUBLIC} number=survey_page
surveys_public.done                aoxlnmufs {PUBLIC}
surveys_public.withdraw            aoxlnmufs {PUBLIC}
surveys_public.withdrawn           aoxlnmufs {PUBLIC}
surveys_public.contact             aoxlnmufs {PUBLIC}
surveys_public.ask_contact         aoxlnmufs {PUBLIC}
surveys_public.contact_kept        aoxlnmufs {PUBLIC}
"""
FORMS = {
    "surveys.invite_preview": lambda v: {"source": f"list:{v['list_id']}"},
    "surveys.invite_send": lambda v: {"source": f"list:{v['list_id']}"},
    "surveys.invite_letters": lambda v: {"source": f"list:{v['list_id']}"},
    "surveys.letters_anew": lambda _v: {"times": "0"},
    "surveys.add_link": lambda _v: {"kind": "poster", "place": "Stage 5"},
    "surveys.enter_paper": lambda v: {"code": v["survey_code"], "q-uses_ai": "yes"},
    "surveys.enter_person_post": lambda _v: {"q-uses_ai": "yes", "q-why": "said so"},
    "surveys_public.begin": lambda v: {"code": v["survey_code"]},
    "surveys_public.save_page": lambda _v: {"q-uses_ai": "yes", "q-why": "so", "go": "next"},
    "surveys_public.ask_contact": lambda _v: {"name": "Nobody", "reach": "n@example.org"},
}
OPEN = {
    "surveys.enter_paper",
    "surveys.enter_person_post",
    "surveys_public.begin",
    "surveys_public.save_page",
}
"""They read the fields of their questions, or a code, and nothing else they are sent."""
UNREACHED = {
    "surveys.invite_send",
    "surveys.letters_anew",
    "surveys.invite_remind",
    "surveys_public.save_page",
    "surveys_public.withdraw",
}
"""They need a mail server, names with the answers, or the cookie of somebody who answers."""


def _open_survey(local: Local) -> Values:
    lead = local.actor("lead")
    data = {"name": f"{local.word} open census", "mode": "anonymous", "pages": PAGES}
    made = surveys.create_survey(data, actor=lead)
    survey = lifecycle.open_survey(made["_id"], actor=lead)
    person = db.collection("people").get(local.values["person_id"]) or {}
    codes = invitations.invite(survey, [person], "mail", lambda code: code, actor=lead)
    contacts.ask(survey, {"name": f"{local.word} Tester", "reach": "+1 212 555 0100"})
    asked = contacts.of_survey(survey, actor=lead)
    named = surveys.create_survey({**data, "mode": "identified"}, actor=lead)
    lifecycle.open_survey(named["_id"], actor=lead)
    custodians = [local.actor(role).account_id for role in ("lead", "admin")]
    kept = {"mode": "confidential", "custodians": custodians, "unlink_on": "2099-01-01"}
    confidential = surveys.create_survey({**data, **kept}, actor=lead)
    lifecycle.open_survey(confidential["_id"], actor=lead)
    return {
        "confidential_survey_id": confidential["_id"],
        "named_survey_id": named["_id"],
        "open_survey_id": survey["_id"],
        "survey_token": links.main(survey["_id"])["token"],
        "survey_code": codes[person["_id"]],
        "survey_page": 1,
        "survey_link_id": links.add(survey, "poster", f"{local.word} door", actor=lead)["_id"],
        "survey_contact_id": asked[0]["_id"],
    }


PARTS = (_open_survey,)
