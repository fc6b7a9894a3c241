"""Names that never repeat: companies and people in seven scripts, ships, hulls and numbers.

A name that came twice would let a cache answer for the code that is measured.
"""

import random
from collections.abc import Sequence


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_LATIN = _words(
    "mar vel tor lin gas bri con del fer hol iso kar lor mon ner oss pel qui rud sal "
    "tan urb vic wes zan bel cor dan fal gor hul jas kel lum mir nov pra ron sel tur"
)
_CYRILLIC = _words(
    "вел мар тор лин гас бри кон дел фер хол ист кар лор мон нер осс пел руд сал тан "
    "урб вик зан бел кор дан фал гор хул яс бор сев"
)
_HAN = "华东方盛宏远达通信诚泰恒瑞丰利隆昌鑫龙凤天海润德嘉美安顺百联众创优品博文思佳"
_HANGUL = "세빛두온누리가람하솔미르보배바도늘봄참이슬아라마루다솜예담지오소나무별터울"
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"
_ARABIC = _words(
    "النور الفجر البحر النجم السلام الوفاء الأمل الخليج الشرق الغرب النهر الجبل الأفق الصفا الريان المدار "
    "البركة الهدى الربيع الساحل الميناء الواحة السهل الوادي الرمال القمر الشمس الندى الكوثر الياقوت المرجان اللؤلؤ"
)
_GIVEN = _words(
    "Anna Boris Carlos Dewi Elena Farid Grace Hiro Irma Jonas Kwame Laila Marta Nadia Omar Paula Quentin Rosa Sven "
    "Tariq Ursula Viktor Wanda Xavier Yusuf Zoe"
)
_TRADES = (
    "Trading", "Shipping", "Logistics", "Industries", "Foods", "Chemicals", "Textiles", "Steel", "Energy", "Machinery",
    "Electronics", "Marine", "Agro", "Pharma", "Holdings", "Export", "Import and Export", "Resources", "Metals", "Services",
)  # fmt: skip
_FORMS = (
    "Ltd", "Co Ltd", "GmbH", "S.A.", "S.r.l.", "B.V.", "Pte Ltd", "LLC", "Inc", "AG", "Sdn Bhd", "PT", "Oy", "AB",
    "Pvt Ltd", "FZE", "A.S.", "Lda",
)  # fmt: skip
_SHIPS = _words(
    "STAR OCEAN PEARL SPIRIT GLORY HORIZON EXPRESS TRADER PIONEER FORTUNE BREEZE CREST DAWN HARMONY"
)
_SCATTER = 1_000_003
"""A prime; every script below has more words than that of the length that is asked for."""


class NameMaker:
    """Gives names one after the other; the same seed gives the same names."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._made = rng.randrange(_SCATTER)
        self._hulls = 0

    def company(self, country: str) -> str:
        """Name a company in a script that is used in its country."""
        rng = self._rng
        if country in {"RU", "KZ"} and rng.random() < 0.6:
            return f"ООО «{self._word(_CYRILLIC, 4).capitalize()}»"
        if country in {"CN", "TW", "HK"} and rng.random() < 0.5:
            return f"{self._word(_HAN, 4)}贸易有限公司"
        if country == "KR" and rng.random() < 0.5:
            return f"{self._word(_HANGUL, 4)} 물산 주식회사"
        if country == "JP" and rng.random() < 0.5:
            return f"{self._word(_KANA, 5)}株式会社"
        if country in {"AE", "SA", "EG", "OM"} and rng.random() < 0.5:
            return f"شركة {self._word(_ARABIC, 4, ' ')} للتجارة"
        word = self._word(_LATIN, 4).capitalize()
        return f"{word} {rng.choice(_TRADES)} {rng.choice(_FORMS)}"

    def bank(self) -> str:
        """Name a bank."""
        return f"{self._word(_LATIN, 4).capitalize()} {self._rng.choice(('Bank', 'Commercial Bank', 'Banque', 'Bank AG', 'Savings Bank'))}"

    def person(self, country: str) -> str:
        """Name a person."""
        if country == "RU":
            return f"{self._word(_CYRILLIC, 4).capitalize()}ов {self._rng.choice(('Иван', 'Олег', 'Пётр', 'Анна'))}"
        return f"{self._rng.choice(_GIVEN)} {self._word(_LATIN, 4).capitalize()}"

    def latin(self) -> str:
        """Give a made-up word for streets, other spellings and ids."""
        return self._word(_LATIN, 4).capitalize()

    def ship(self) -> str:
        """Name a ship."""
        return f"{self._word(_LATIN, 4).upper()} {self._rng.choice(_SHIPS)}"

    def imo(self) -> str:
        """Give an IMO number with the right check digit, of no listed hull."""
        # Hulls of the list stand below 9,700,000; these are newer ones.
        self._hulls += 1
        body = str(970_000 + (self._hulls * 7919) % 29_999)
        total = sum(
            int(digit) * weight for digit, weight in zip(body, range(7, 1, -1), strict=True)
        )
        return f"{body}{total % 10}"

    def _word(self, parts: Sequence[str], length: int, between: str = "") -> str:
        self._made += 1
        # Scattered so that neighbours look different; no value returns before a million names.
        rest = (self._made * 611_953) % _SCATTER
        found = []
        for _ in range(length):
            rest, place = divmod(rest, len(parts))
            found.append(parts[place])
        return between.join(found)
