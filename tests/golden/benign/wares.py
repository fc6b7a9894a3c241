"""Goods that no resolution bars, on the way to the DPRK or from it; codes of HS 2017."""

from tests.golden.benign.kit import goods_of

FOOD = goods_of("""
100630;Rice, milled, in 50 kg bags|рис шлифованный|大米|쌀;t
110100;Wheat flour|мука пшеничная|小麦粉|밀가루;t
100199;Milling wheat|пшеница продовольственная|小麦;t
100590;Maize, yellow|кукуруза|玉米|강냉이;t
170199;White sugar|сахар белый|白砂糖|사탕가루;t
150790;Soybean oil, refined|масло соевое|大豆油|콩기름;t
151219;Sunflower oil|масло подсолнечное|葵花籽油;t
020714;Frozen chicken cuts|мясо кур мороженое|冻鸡肉|닭고기;t
020329;Frozen pork|свинина мороженая|冻猪肉|돼지고기;t
040210;Skimmed milk powder|молоко сухое|脱脂奶粉|분유;t
190590;High-energy biscuits|печенье|饼干|과자;t
190230;Instant noodles|лапша быстрого приготовления|方便面|즉석국수;kg
190110;Infant formula|детское питание|婴儿奶粉;kg
210390;Soy sauce and seasonings|соевый соус, приправы|酱油 调味料|간장;kg
210690;Food supplements, Super Cereal Plus|пищевые добавки|食品添加剂;kg
090111;Coffee|кофе|咖啡|커피;kg
090240;Black tea|чай чёрный|茶叶|홍차;kg
180690;Chocolate|шоколад|巧克力|쵸콜레트;kg
200290;Tomato paste|томатная паста|番茄酱;kg
230400;Soybean meal for feed|шрот соевый|豆粕|콩깨묵;t
220300;Beer|пиво|啤酒|맥주;l
220210;Mineral water, soft drinks|напитки безалкогольные|饮料;l
250100;Table salt, iodised|соль пищевая|食用盐|소금;t
""")
MEDICINE = goods_of("""
300490;Medicaments|лекарственные средства|药品|의약품;kg
300220;Vaccines, BCG and DTP|вакцины|疫苗|왁찐;u
300420;Antibiotics, amoxicillin|антибиотики|抗生素;kg
300590;Bandages and gauze|бинты, марля|绷带 纱布|붕대;kg
300490;Tuberculosis drugs, first line|препараты противотуберкулёзные|抗结核药;kg
300215;Diagnostic reagents, test kits|тест-системы диагностические|诊断试剂;u
300490;Oral rehydration salts|соль для регидратации|口服补液盐;kg
901831;Disposable syringes|шприцы одноразовые|一次性注射器|주사기;u
901890;Surgical instruments|инструменты хирургические|手术器械|수술기구;u
901819;Stethoscopes and tonometers|тонометры|血压计 听诊器;u
902150;Hearing aids and prostheses|протезы|假肢;u
940290;Hospital beds|кровати больничные|病床|침대 병원용;u
392690;Blood bags, catheters|катетеры|导管 血袋;u
401511;Surgical gloves|перчатки хирургические|医用手套;pair
630790;Surgical face masks|маски медицинские|医用口罩;u
701090;Ampoules of glass for medicine|ампулы стеклянные|安瓿瓶;u
""")
FARMING = goods_of("""
310210;Urea 46 %|карбамид|尿素|뇨소비료;t
310221;Ammonium sulphate|сульфат аммония|硫酸铵|류안비료;t
310520;NPK fertiliser|удобрения минеральные|复合肥料|복합비료;t
310420;Potassium chloride|калий хлористый|氯化钾;t
380892;Fungicides, retail|фунгициды|杀菌剂;kg
380893;Herbicides|гербициды|除草剂|살초제;kg
120991;Vegetable seeds|семена овощные|蔬菜种子|남새종자;kg
100510;Maize seed for sowing|семена кукурузы|玉米种子|강냉이종자;kg
070110;Seed potatoes|картофель семенной|马铃薯种薯|씨감자;t
392010;Plastic sheeting for greenhouses|плёнка полиэтиленовая|农用薄膜|비닐박막;t
230990;Premix for poultry|премикс для птицы|家禽饲料 预混料|집짐승먹이;t
010511;Day-old chicks|цыплята суточные|雏鸡|병아리;u
300230;Animal vaccines, foot and mouth|вакцина ветеринарная|兽用疫苗;u
051110;Bovine semen|семя бычье;u
""")
HOUSEHOLD = goods_of("""
340111;Toilet soap|мыло туалетное|香皂|세수비누;kg
340220;Washing powder|порошок стиральный|洗衣粉|가루비누;kg
330610;Toothpaste|зубная паста|牙膏|치약;kg
330510;Shampoo|шампунь|洗发水|샴푸;kg
480256;Paper for printing|бумага офисная|打印纸|종이;t
481810;Toilet paper|туалетная бумага|卫生纸|위생종이;kg
490199;School books|учебники|教科书 图书|교과서;u
482020;Exercise books|тетради школьные|练习本|학습장;u
960910;Pencils|карандаши|铅笔|연필;u
640299;Rubber shoes|обувь резиновая|胶鞋|신발;pair
640391;Leather footwear|обувь кожаная|皮鞋|구두;pair
940360;Wooden furniture|мебель деревянная|木制家具|가구;u
940490;Mattresses|матрасы|床垫|침대깔개;u
950300;Toys|игрушки|玩具|놀이감;u
392410;Plastic tableware|посуда пластмассовая|塑料餐具|수지그릇;kg
691200;Ceramic plates, everyday|посуда керамическая|陶瓷盘子|사기그릇;kg
701337;Drinking glasses, everyday|стаканы стеклянные|玻璃杯|유리고뿌;u
961900;Nappies|подгузники|尿布|기저귀;kg
660191;Umbrellas|зонты|雨伞|우산;u
960321;Toothbrushes|зубные щётки|牙刷|치솔;u
401110;Car tyres|шины автомобильные|汽车轮胎|다이야;u
400122;Natural rubber|каучук натуральный|天然橡胶|고무;t
390210;Polypropylene granules|полипропилен|聚丙烯|합성수지;t
690790;Ceramic tiles|плитка керамическая|瓷砖|타일;m2
700529;Window glass|стекло оконное|平板玻璃|창유리;m2
283620;Soda ash|сода кальцинированная|纯碱|탄산소다;t
281512;Caustic soda|натр едкий|烧碱|가성소다;t
320890;Paints|краски|油漆|뼁끼;kg
240220;Cigarettes|сигареты|香烟|담배;kg
470321;Wood pulp|целлюлоза|纸浆|펄프;t
""")
ONE_WAY = goods_of("""
520812;Cotton fabric|ткани хлопчатобумажные|棉布|면직물;m
540752;Polyester fabric|ткань полиэфирная|涤纶布;m
550921;Polyester yarn|пряжа полиэфирная|涤纶纱;kg
620193;Winter jackets for children|куртки детские|儿童羽绒服;u
630140;Blankets|одеяла|毛毯|담요;u
120190;Soybeans|соевые бобы|大豆|콩;t
120810;Soya flour|мука соевая|大豆粉;t
080810;Apples|яблоки|苹果|사과;kg
080390;Bananas|бананы|香蕉|바나나;kg
070310;Onions|лук репчатый|洋葱;t
071333;Kidney beans|фасоль|芸豆;t
030354;Frozen mackerel|скумбрия мороженая|冻鲭鱼|고등어;t
160413;Canned sardines|сардины консервированные|沙丁鱼罐头;kg
270112;Coking coal|уголь коксующийся|焦煤|코크스탄;t
270400;Metallurgical coke|кокс металлургический|焦炭;t
252329;Portland cement|цемент|水泥|세멘트;t
251990;Fused magnesia|магнезия плавленая|电熔镁砂;t
440710;Sawn timber|лесоматериалы|锯材|제재목;m3
440131;Wood pellets|топливные гранулы|木屑颗粒;t
""")
LAWFUL_EXPORTS = goods_of("""
670411;Wigs|парики|假发|가발;kg
670420;False eyelashes|накладные ресницы|假睫毛|속눈섭;kg
670490;Beards of human hair|изделия из волос|假胡须 人发制品;kg
261100;Tungsten concentrate|концентрат вольфрамовый|钨精矿|중석정광;t
261310;Molybdenum concentrate|концентрат молибденовый|钼精矿|몰리브덴정광;t
911180;Watch cases, unfinished|корпуса часов|表壳;u
910811;Watch movements, assembled|часовые механизмы|手表机芯;u
970400;Postage stamps|почтовые марки|邮票|우표;u
490199;Books and magazines|книги, журналы|图书 期刊|도서;kg
970110;Oil paintings, landscapes|картины|油画 风景|유화;u
220300;Taedong beer|пиво|大同江啤酒|맥주;l
240220;Cigarettes|сигареты|香烟|담배;kg
960321;Brushes|щётки|刷子;u
640299;Footwear|обувь|鞋|신발;pair
950300;Toys of plastic|игрушки|玩具;u
200899;Prepared bracken, in jars|папоротник консервированный|腌制蕨菜;kg
130219;Ginseng extract|экстракт женьшеня|人参提取物;kg
300490;Koryo medicine|лекарства традиционные|高丽药|고려약;kg
920290;Kayagum, string instruments|инструменты музыкальные|伽倻琴;u
330499;Unhasu cosmetics|косметика|化妆品|화장품;kg
""")
MISSION = goods_of("""
210690;Provisions for the embassy|продукты питания для посольства|使馆食品;kg
190590;Bread and biscuits|хлеб, печенье|面包 饼干;kg
481840;Household paper|бумажные изделия|卫生用品;kg
940330;Office furniture of wood|мебель офисная|办公家具;u
480256;Office paper, stationery|бумага, канцелярские товары|文具 打印纸;kg
300490;Medicines for the embassy clinic|лекарства для медпункта посольства|药品;kg
490199;Books, newspapers|книги, газеты|图书 报纸;kg
020110;Beef, chilled|говядина охлаждённая|牛肉;kg
340220;Cleaning agents|моющие средства|洗涤剂;kg
980000;Diplomatic pouch|дипломатическая почта|外交邮袋;kg
980100;Personal effects of diplomats|личные вещи дипломатов|外交官个人物品;kg
""")
