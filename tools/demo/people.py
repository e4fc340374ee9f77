"""Names and places out of which the demo's people are made."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """First and family names in one script."""

    first: tuple[str, ...]
    last: tuple[str, ...]


@dataclass(frozen=True)
class Region:
    """A region as people write it, with how many of a hundred live there."""

    french: str
    arabic: str
    weight: int


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


ARABIC = Names(
    first=_words("""
        محمد أحمد يوسف عمر علي حمزة أيوب أنس إلياس زكرياء سفيان عبد_الله عبد_الرحيم ياسين بلال
        مروان نبيل رشيد كريم سعيد هشام طارق إسماعيل إبراهيم مصطفى عثمان أسامة المهدي رضا وليد
        فاطمة خديجة مريم سلمى أمينة زينب سناء هدى نادية لطيفة حنان إيمان أسماء ليلى سمية نورة
        رجاء كوثر شيماء هاجر سكينة حفصة دنيا غيثة فاطمة_الزهراء بشرى وئام نجوى سعاد رقية
    """),
    last=_words("""
        العلوي بنعلي الإدريسي بناني الفاسي العمراني الحسني التازي بركاش السباعي الزياني البقالي
        الوزاني المرابط الشرقاوي الناصري الكتاني بنجلون الصقلي الهلالي المنصوري الرحماني الطاهري
        أيت_الحاج بوعزة بنسعيد حجي لحلو الغازي الخطيب الداودي بلحاج الفيلالي السوسي الريفي
        الدكالي الزموري المسعودي القادري البوزيدي
    """),
)

FRENCH = Names(
    first=_words("""
        Mohamed Youssef Omar Ali Hamza Ayoub Anass Ilyès Zakaria Soufiane Abdellah Yassine Bilal
        Marouane Nabil Rachid Karim Saïd Hicham Tarik Ismaïl Mustapha Othmane Mehdi Réda Walid
        Idir Aksel Mehdi-Amine Naïm Fatima Khadija Meryem Salma Amina Zineb Sanaâ Houda Nadia
        Latifa Hanane Imane Asmaâ Leïla Soumaya Noura Rajaâ Kaoutar Chaïmae Hajar Soukaïna Hafsa
        Dounia Ghita Fatima-Zahra Bouchra Wiâm Najoua Souad Rokaya Tiziri Tilila
    """),
    last=_words("""
        El_Alaoui Bénali El_Idrissi Bennani El_Fassi El_Amrani El_Hassani Tazi Berrada Es-Sbaï
        Ziani El_Bakkali Ouazzani El_Mrabet Cherkaoui Naciri Kettani Benjelloun Skalli El_Hilali
        El_Mansouri Rahmani Tahiri Aït_El_Haj Bouazza Bensaïd Hajji Lahlou El_Ghazi El_Khatib
        Daoudi Belhaj Filali Soussi Aït_Baha Aït_Ouaâziz Oubella Amghar Ouhmouch N'Aït_Lahcen
    """),
)

TIFINAGH = Names(
    first=_words("""
        ⵉⴷⵉⵔ ⴰⵏⵉⵔ ⵢⵓⴱⴰ ⵎⴰⵙⵉⵏ ⴰⵎⵏⴰⵢ ⵙⵉⴼⴰⵡ ⴰⴽⵙⵉⵍ ⴰⵎⴰⵣⵉⵖ ⵢⵓⴳⵓⵔⵜⵏ ⴱⴰⴷⵉⵙ ⵎⴰⵙⵉⵏⵉⵙⴰ ⴰⴳⴷⴰⵍ ⴰⵙⵉⴼ ⵢⴰⵏⵉⵙ
        ⵜⵉⵍⵉⵍⴰ ⵜⵉⵣⵉⵔⵉ ⴷⵉⵀⵢⴰ ⵜⵉⵏⵀⵉⵏⴰⵏ ⵏⵓⵎⵉⴷⵢⴰ ⵉⵟⵟⵓ ⵜⴰⵏⵉⵔⵜ ⵙⵉⵍⵢⴰ
        ⵜⵓⴷⴰ ⵜⵉⵍⵍⵉ ⵜⴰⵣⵉⵔⵉ ⵎⴰⵢⵙⵙⴰ ⵜⵉⴼⴰⵡⵜ ⵜⴰⴼⵙⵓⵜ
    """),
    last=_words("""
        ⴰⵢⵜ_ⵄⵍⵉ ⴰⵢⵜ_ⵃⵎⵎⵓ ⴰⵢⵜ_ⴱⴰⵀⴰ ⴰⵎⵖⴰⵔ ⴰⵣⵏⴰⴳ ⴰⵢⵜ_ⵍⵃⵙⵏ ⵓⵃⵎⵎⵓⵛ ⴰⵢⵜ_ⵡⴰⵄⵣⵉⵣ ⴰⴱⵓⴷⵔⴰⵔ ⴰⵢⵜ_ⵉⴷⵉⵔ ⴰⵎⵣⵉⵍ ⴰⵙⵓⵙ
        ⵓⴱⵍⵍⴰ ⴰⵢⵜ_ⵢⴰⵄⵇⵓⴱ ⴰⴽⵣⵏⵏⴰⵢ ⴰⵡⵔⵉⴽ ⴰⵢⵜ_ⵎⵓⵙⴰ ⴰⵔⵉⴼ
    """),
)

ENGLISH = Names(
    first=_words("Sarah Adam Nora Yasmine Sami Hannah Jonas Maya Daniel Lina Zoé Noé"),
    last=_words("Haddad Mansour O'Neill Berger Amrani Johansson Idrissi Müller Benali García"),
)

NAMES = {"ar": ARABIC, "fr": FRENCH, "zgh": TIFINAGH, "en": ENGLISH}

REGIONS = (
    Region("Tanger-Tétouan-Al Hoceïma", "طنجة - تطوان - الحسيمة", 10),
    Region("L'Oriental", "الشرق", 7),
    Region("Fès-Meknès", "فاس - مكناس", 12),
    Region("Rabat-Salé-Kénitra", "الرباط - سلا - القنيطرة", 15),
    Region("Béni Mellal-Khénifra", "بني ملال - خنيفرة", 7),
    Region("Casablanca-Settat", "الدار البيضاء - سطات", 19),
    Region("Marrakech-Safi", "مراكش - آسفي", 12),
    Region("Drâa-Tafilalet", "درعة - تافيلالت", 5),
    Region("Souss-Massa", "سوس - ماسة", 8),
    Region("Guelmim-Oued Noun", "كلميم - واد نون", 2),
    Region("Laâyoune-Sakia El Hamra", "العيون - الساقية الحمراء", 2),
    Region("Dakhla-Oued Ed-Dahab", "الداخلة - وادي الذهب", 1),
)


def _spelling(letters: str, spelled: str) -> dict[str, str]:
    return dict(zip(letters, spelled.split(), strict=True))


_LETTERS = {
    **_spelling("ابتثجحخدذرزسش", "a b t th j h kh d d r z s ch"),
    **_spelling("صضطظعغفقكلمنهوي", "s d t z a gh f q k l m n h ou i"),
    **_spelling("ةىأإآءئؤ", "a a a i a a i ou"),
    **_spelling("ⴰⴱⴳⴷⴹⴻⴼⴽⵀⵃⵄⵅⵇⵉⵊ", "a b g d d e f k h h a kh q i j"),
    **_spelling("ⵍⵎⵏⵓⵔⵕⵖⵙⵚⵛⵜⵟⵡⵢⵣⵥ", "l m n u r r gh s s ch t t w y z z"),
}


def latin(name: str) -> str:
    """Write a name in plain Latin letters, as people make an e-mail address of it."""
    spelled = "".join(_LETTERS.get(letter, letter) for letter in name.removeprefix("ال"))
    plain = unicodedata.normalize("NFKD", spelled.lower())
    return "".join(letter for letter in plain if letter in "abcdefghijklmnopqrstuvwxyz")
