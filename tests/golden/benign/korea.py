"""The Republic of Korea in every role: its goods, ports, ships, firms, people and numbers."""

from tests.bench.world import PORTS, Port
from tests.golden.benign.kit import Family, Json, Kit
from tests.golden.benign.world import BARRED_ELSEWHERE

_PORTS = (
    Port("KRPUS", "Busan", "KR"), Port("KRINC", "Incheon", "KR"), Port("KRKPO", "Pohang", "KR"),
    Port("KRPTK", "Pyeongtaek", "KR"), Port("KRKAN", "Gwangyang", "KR"), Port("KRUSN", "울산", "KR"),
    Port("KRTGH", "Donghae", "KR"), Port("KRSHO", "Sokcho", "KR"), Port("KRPUS", "부산항", "KR"),
    Port("KRINC", "Songdo, Incheon", "KR"), Port("KPCCD", "Tanyang", "KR"),
)  # fmt: skip
_NAMES = (
    "Korea Saebit Steel Co., Ltd.", "Korean Noeul Shipping", "South Korea Haneul Trading Inc",
    "한국새빛전력 주식회사", "대한누리무역", "㈜고려가람", "Bank of Korea Saebit Branch", "Корея Трейдинг ООО",
    "韩国世光贸易株式会社", "Republic of Korea Grain Board", "Koryo Ceramics Seoul", "Chosun Sorae Daily",
    "Korea Onuri Development Bank", "조선노을해양 주식회사", "Korea Minerals & Coal Sales", "DPR Engineering Korea",
)  # fmt: skip
_PEOPLE = (
    "Kim Min-jun", "이서연", "Park Ji-hoon", "Lee Ha-neul", "최은별", "Jung Do-yoon", "Ким Чжи Ён",
    "Kang Seo-jun", "Cho Ye-rin", "한가람", "Ryu Ha-ram", "Ri Soo-ah",
)  # fmt: skip


def _cargo(kit: Kit) -> Json:
    abroad = kit.pick([port for port in PORTS if port.country != "KR"])
    home = kit.pick(_PORTS)
    leaves = kit.chance(0.5)
    start, end = (home, abroad) if leaves else (abroad, home)
    parties = [_firm(kit, "consignor" if leaves else "consignee"), _firm(kit, "notify_party")]
    route = kit.route(start, end)
    if not leaves and kit.chance(0.3):
        route["discharge"] = {"locode": end.locode}
    ship = kit.vessel("KR") if kit.chance(0.5) else kit.vessel()
    lines = [kit.line(kit.pick(BARRED_ELSEWHERE), start.country)]
    return kit.shipment(kit.day(), lines, route, parties=parties, vessel=ship)


def _firm(kit: Kit, role: str) -> Json:
    party: Json = {"role": role, "name": kit.pick(_NAMES), "country": "KR"}
    if kit.chance(0.4):
        street = kit.pick(("세종대로 209, 중구", "Teheran-ro 850, Gangnam-gu", "Haeundae-ro 85"))
        party["address"] = f"{street}, tel +82 2 850 00{kit.number(2)}"
    if kit.chance(0.2):
        party.pop("country")
    return party


def _payment(kit: Kit) -> Json:
    pays, gets = ("debtor", "creditor") if kit.chance(0.5) else ("creditor", "debtor")
    text = kit.pick(
        (
            "물품대금 {w}",
            "INV {n} {w}",
            "선급금 {n}",
            "임대료 {n}월",
            "급여 이체",
            "fishing licence {n} East Sea",
        )
    )
    words = kit.pick(kit.pick(BARRED_ELSEWHERE).words)
    parties = [_firm(kit, pays), kit.firm(gets, kit.port().country)]
    method = kit.pick(("wire", "wire", "trade_finance", "cash", "insurance_premium"))
    return kit.payment(kit.day(), parties, text.format(n=kit.number(5), w=words), method=method)


def _ships(kit: Kit) -> Json:
    activity = kit.pick(("port_call", "encounter", "bunkering", "fishing", "charter", "crewing",
                         "insurance", "registration", "sale", "repair", "ais_gap"))  # fmt: skip
    ship = kit.vessel("KR")
    ship["call_sign"] = f"{kit.pick(('HL', 'D7', 'DS', '6K'))}{kit.pick('ABCD')}{kit.number(2)}"
    ship["name"] = kit.pick(
        ("KOREA SAEBIT", "KORYO NOEUL", "WOORI STAR", "BAEKDU 1", "GEUMGANG SPIRIT")
    )
    other = kit.vessel() if activity in ("encounter", "bunkering") else None
    place = kit.place(kit.pick(_PORTS))
    parties = [_firm(kit, "shipowner"), _firm(kit, "operator")]
    return kit.activity(activity, kit.day(), ship, place=place, parties=parties, other_vessel=other)


def _people(kit: Kit) -> Json:
    activity = kit.pick(("employment", "work_permit", "training", "specialized_teaching", "travel", "meeting",
                         "joint_venture", "scientific_cooperation", "representative_office", "bank_branch",
                         "construction", "bank_account", "launch_support"))  # fmt: skip
    role = {"employment": "worker", "work_permit": "worker", "training": "student"}.get(
        activity, "partner"
    )
    host = kit.port()
    person = {"role": role, "name": kit.pick(_PEOPLE), "type": "person", "nationality": "KR"}
    field = kit.pick((None, "nuclear", "aerospace", "computing", "military", "police", "medical"))
    description = kit.pick((None, "한국 기술자 파견", "Korean taekwondo instructors for the police academy",
                            "교환학생", "командировка корейских специалистов", "미사일 방어 세미나"))  # fmt: skip
    parties = [person, kit.firm("institution", host.country), _firm(kit, "provider")]
    place = {"country": host.country, "name": host.name}
    return kit.engagement(
        activity,
        kit.day(),
        parties,
        place=place,
        field=field,
        description=description,
        remunerated=True,
    )


def _northern_names(kit: Kit) -> Json:
    """Eating houses and foundations of the South that bear names of northern towns."""
    names = ("평양냉면 을지점", "Hamhung Naengmyeon House", "Wonsan Myeonok", "흥남식품", "Pyongyang Myeonok Seoul",
             "개성만두 인사점", "북한이탈주민지원센터", "North Korea Studies Association Seoul")  # fmt: skip
    party = {"role": kit.pick(("debtor", "creditor")), "name": kit.pick(names), "country": "KR"}
    other = kit.firm("creditor" if party["role"] == "debtor" else "debtor", "KR")
    purpose = kit.pick(
        (
            "식자재 대금",
            "카드매출 정산",
            "임차료 제외 관리비",
            "메밀가루 20kg",
            "conference fee",
            "기부금",
        )
    )
    return kit.payment(kit.day(), [party, other], purpose)


FAMILIES = (
    Family("South Korean cargo", 120, _cargo),
    Family("South Korean payments", 60, _payment),
    Family("South Korean ships", 60, _ships),
    Family("South Koreans at work, study and travel", 60, _people),
    Family("South Korean firms with northern names", 20, _northern_names),
)
