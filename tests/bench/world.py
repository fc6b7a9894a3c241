"""Ports, goods and words of ordinary world trade, from which the mix is made.

The goods are on purpose those that the rules watch as well as those that they do not: coal from
Australia and machine tools from Italy are most of the world's coal and machine tools.
"""

from typing import NamedTuple


class Port(NamedTuple):
    """A port of the world outside the DPRK."""

    locode: str
    name: str
    country: str


class Ware(NamedTuple):
    """A kind of goods: customs code, words, unit, and a usual price of one unit in dollars."""

    hs_code: str
    description: str
    unit: str
    price: int


_PORTS = """
CNSHA Shanghai|CNDLC Dalian|CNYNT Yantai|CNNGB Ningbo|CNTAO Qingdao|CNTXG Tianjin Xingang|CNLYG Lianyungang
SGSIN Singapore|KRPUS Busan|KRINC Incheon|KRUSN Ulsan|JPTYO Tokyo|JPYOK Yokohama|JPNGO Nagoya|TWKHH Kaohsiung
HKHKG Hong Kong|VNSGN Ho Chi Minh City|VNHPH Haiphong|THLCH Laem Chabang|MYPKG Port Klang|MYPEN Penang
IDJKT Jakarta|IDSUB Surabaya|PHMNL Manila|INNSA Nhava Sheva|INMAA Chennai|LKCMB Colombo|BDCGP Chittagong
PKKHI Karachi|AEJEA Jebel Ali|OMSLL Salalah|SAJED Jeddah|EGPSD Port Said|TRIST Istanbul|GRPIR Piraeus
ITGOA Genoa|ITTRS Trieste|ESALG Algeciras|ESVLC Valencia|PTSIE Sines|FRMRS Marseille|FRLEH Le Havre
BEANR Antwerp|NLRTM Rotterdam|DEHAM Hamburg|DEBRV Bremerhaven|PLGDN Gdansk|RULED Saint Petersburg
RUVVO Vladivostok|RUVYP Vostochny|RUNJK Nakhodka|FIHEL Helsinki|SEGOT Gothenburg|NOOSL Oslo|GBFXT Felixstowe
GBSOU Southampton|IEDUB Dublin|USNYC New York|USLAX Los Angeles|USHOU Houston|USSAV Savannah|CAVAN Vancouver
CAMTR Montreal|MXZLO Manzanillo|PABLB Balboa|COCTG Cartagena|PECLL Callao|CLVAP Valparaiso|BRSSZ Santos
ARBUE Buenos Aires|UYMVD Montevideo|ZADUR Durban|NGLOS Lagos|GHTEM Tema|KEMBA Mombasa|TZDAR Dar es Salaam
AUMEL Melbourne|AUNTL Newcastle|AUBNE Brisbane|NZAKL Auckland
"""

PORTS: tuple[Port, ...] = tuple(
    Port(entry.partition(" ")[0], entry.partition(" ")[2], entry[:2])
    for line in _PORTS.strip().splitlines()
    for entry in line.split("|")
)

_WARES = """
270112;Steam coal, 5,500 kcal, in bulk;t;95
270119;уголь каменный марки ДР, навалом;t;88
260111;Iron ore fines, 62 % Fe;t;104
720839;Hot rolled steel coils;t;610
740311;Copper cathodes, grade A;t;8900
760110;Unwrought aluminium ingots;t;2300
271019;Gas oil, 10 ppm, in bulk;t;720
271012;Motor gasoline RON 95;t;790
270900;Crude petroleum oil;t;560
271112;Propane, liquefied;t;540
030617;Frozen vannamei prawns;kg;9
030743;冻鱿鱼筒;kg;4
030389;Рыба мороженая, минтай;kg;2
160414;Canned tuna in oil;kg;5
100199;Milling wheat, in bulk;t;240
100630;Long grain white rice;t;480
120190;Soya beans, GMO, in bulk;t;430
170199;White refined sugar;t;520
090111;Green coffee, arabica, in bags;kg;5
080390;Bananas, cartons of 18 kg;kg;1
610910;Men's cotton T-shirts, knitted;u;4
620342;Jeans trousers, denim;u;11
620193;羽绒服 男式;u;38
640299;Sports shoes with rubber soles;pair;17
630260;Cotton terry towels;kg;8
520100;Raw cotton, not carded;kg;2
841480;Air compressors, screw type;u;5400
845811;CNC horizontal lathes;u;68000
847130;Notebook computers, 14 inch;u;610
847170;Solid state drives, 1 TB;u;66
850440;Static converters, 48 V;u;120
851713;Smartphones;u;310
852852;Monitores LCD de 27 pulgadas;u;150
853400;Printed circuit boards, 8 layers;u;12
854231;집적회로 (마이크로컨트롤러);u;2
841810;Kühl-Gefrierkombinationen;u;340
842951;Front-end shovel loaders;u;91000
843149;Spare parts for excavators;kg;14
848210;Ball bearings, deep groove;u;3
850720;Batteries au plomb;u;75
870323;Passenger cars, 1,500 to 3,000 cm3;u;19500
870899;Automotive brake parts;kg;13
871120;Motorcycles, 125 cm3;u;1100
871200;Bicycles, aluminium frame;u;210
300490;Medicaments in measured doses;kg;160
901890;Surgical instruments, stainless;kg;95
901910;Massage apparatus;u;60
300220;Vaccines for human use;u;14
310210;Urea, 46 % N, granular, in bulk;t;330
310530;Diammonium phosphate;t;560
390120;Polyethylene HDPE film grade;t;1100
390210;Polypropylene homopolymer;t;1150
401110;Car tyres, radial;u;52
440710;Sawn spruce timber;m3;280
470321;Bleached softwood pulp;t;720
480100;Newsprint in rolls;t;610
481910;Cartons of corrugated board;kg;1
252329;Portland cement in big bags;t;68
690721;Ceramic wall tiles;kg;1
700529;Float glass, 4 mm;m3;900
940161;Upholstered seats with wooden frame;u;140
940350;Bedroom furniture of wood;u;220
950300;Plastic toys, assorted;kg;7
330499;Косметика: кремы для лица;kg;21
340120;Soap noodles;kg;2
220421;Vin blanc en bouteilles;l;6
220300;Bottled lager beer;l;1
240220;Cigarettes containing tobacco;kg;19
210690;Food preparations;kg;4
150790;Refined soybean oil;t;1010
020230;Frozen boneless beef;kg;6
040221;Whole milk powder;t;3600
230910;Dog food, retail;kg;3
291736;Terephthalic acid (PTA);t;780
281410;Anhydrous ammonia;t;410
380891;Insecticides, retail packs;kg;9
321410;Sealants and putty;kg;4
732690;Forged steel articles;kg;5
830249;Metal fittings for furniture;kg;6
820559;Hand tools, assorted;kg;8
961900;Disposable nappies;kg;3
"""

WARES: tuple[Ware, ...] = tuple(
    Ware(code, words, unit, int(price))
    for code, words, unit, price in (line.split(";") for line in _WARES.strip().splitlines())
)

PURPOSES: tuple[str, ...] = (
    "INV {n} dd {day} {ware}",
    "PAYMENT FOR {ware} CONTRACT {n}",
    "/RFB/{n}/ADVANCE 30 PCT {ware}",
    "Оплата по договору {n} от {day} за {ware}",
    "货款 合同号 {n} {ware}",
    "물품대금 계약 {n}",
    "REGLEMENT FACTURE {n} {ware}",
    "Rechnung {n} vom {day}, {ware}",
    "FREIGHT AND HANDLING B/L {n}",
    "LC {n} DRAWING UNDER {ware}",
    "PAGO FACTURA {n} {ware}",
    "SALARY {day} REF {n}",
    "INSURANCE PREMIUM POLICY {n}",
    "دفعة مقابل فاتورة {n}",
)

ENGAGEMENTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "employment",
        "Seasonal workers for the {city} plant",
        ("employer", "worker", "provider", "other"),
    ),
    (
        "training",
        "Maintenance training for technicians at {city}",
        ("institution", "trainer", "student", "recipient"),
    ),
    (
        "joint_venture",
        "Joint venture for packaging in {city}",
        ("partner", "investor", "host", "institution"),
    ),
    (
        "meeting",
        "Trade fair and buyers' meeting in {city}",
        ("host", "partner", "recipient", "other"),
    ),
    (
        "scientific_cooperation",
        "Exchange on crop science, {city}",
        ("institution", "partner", "student", "host"),
    ),
    (
        "company_registration",
        "Registration of a trading company in {city}",
        ("investor", "account_holder", "institution", "other"),
    ),
    (
        "bank_account",
        "Corporate account opened in {city}",
        ("account_holder", "institution", "provider", "other"),
    ),
    (
        "construction",
        "Warehouse building works near {city}",
        ("employer", "provider", "worker", "investor"),
    ),
)

FLAGS: tuple[tuple[str, str, str], ...] = (
    ("PA", "351", "3E"),
    ("LR", "636", "A8"),
    ("MH", "538", "V7"),
    ("HK", "477", "VR"),
    ("SG", "563", "9V"),
    ("MT", "229", "9H"),
    ("CN", "412", "BO"),
    ("GR", "237", "SV"),
    ("JP", "431", "7J"),
    ("BS", "311", "C6"),
    ("CY", "210", "5B"),
    ("NO", "257", "LA"),
    ("KR", "440", "D7"),
    ("RU", "273", "UB"),
    ("VN", "574", "XV"),
    ("IN", "419", "AU"),
)
"""Flag, MMSI prefix and call-sign prefix."""

SHIP_TYPES: tuple[str, ...] = (
    "bulk carrier", "container ship", "general cargo", "oil products tanker", "crude oil tanker",
    "LPG tanker", "chemical tanker", "reefer", "ro-ro cargo", "tug",
)  # fmt: skip
