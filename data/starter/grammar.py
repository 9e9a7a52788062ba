"""Verbs and who does them: conjugation and word order in English and Spanish."""

from __future__ import annotations

import re
from dataclasses import dataclass

Pair = tuple[str, str]  # English, Spanish

# Persons are numbered 0 to 4: I, you, he or she, we, they.
ENDINGS = {
    "ar": (("o", "as", "a", "amos", "an"), ("é", "aste", "ó", "amos", "aron"), "ando"),
    "er": (("o", "es", "e", "emos", "en"), ("í", "iste", "ió", "imos", "ieron"), "iendo"),
    "ir": (("o", "es", "e", "imos", "en"), ("í", "iste", "ió", "imos", "ieron"), "iendo"),
}
IRREGULAR_PRESENT = """
querer quiero quieres quiere queremos quieren
tener tengo tienes tiene tenemos tienen
ver veo ves ve vemos ven
cerrar cierro cierras cierra cerramos cierran
dormir duermo duermes duerme dormimos duermen
ir voy vas va vamos van
venir vengo vienes viene venimos vienen
conocer conozco conoces conoce conocemos conocen
jugar juego juegas juega jugamos juegan
salir salgo sales sale salimos salen
ser soy eres es somos son
estar estoy estás está estamos están
poder puedo puedes puede podemos pueden
levantarse me_levanto te_levantas se_levanta nos_levantamos se_levantan
acostarse me_acuesto te_acuestas se_acuesta nos_acostamos se_acuestan
empezar empiezo empiezas empieza empezamos empiezan
"""
IRREGULAR_PAST = """
ver vi viste vio vimos vieron
leer leí leíste leyó leímos leyeron
jugar jugué jugaste jugó jugamos jugaron
tocar toqué tocaste tocó tocamos tocaron
ir fui fuiste fue fuimos fueron
dormir dormí dormiste durmió dormimos durmieron
estar estaba estabas estaba estábamos estaban
tener tenía tenías tenía teníamos tenían
"""
IRREGULAR_GERUND = {"leer": "leyendo", "dormir": "durmiendo", "ir": "yendo", "venir": "viniendo"}


def forms(table: str) -> dict[str, tuple[str, ...]]:
    """A table of irregular forms by infinitive."""
    rows = (line.split() for line in table.strip().splitlines())
    return {row[0]: tuple(form.replace("_", " ") for form in row[1:]) for row in rows}


PRESENT, PAST = forms(IRREGULAR_PRESENT), forms(IRREGULAR_PAST)


def present(infinitive: str) -> tuple[str, ...]:
    """The five forms of the present."""
    regular = tuple(infinitive[:-2] + ending for ending in ENDINGS.get(infinitive[-2:], ((),))[0])
    return PRESENT.get(infinitive, regular)


def past(infinitive: str) -> tuple[str, ...]:
    """The five forms of the preterite (the imperfect of `estar` and `tener`, which last)."""
    regular = tuple(infinitive[:-2] + ending for ending in ENDINGS[infinitive[-2:]][1])
    return PAST.get(infinitive, regular)


def gerund(infinitive: str) -> str:
    """comer -> comiendo."""
    return IRREGULAR_GERUND.get(infinitive, infinitive[:-2] + ENDINGS[infinitive[-2:]][2])


@dataclass(frozen=True)
class Verb:
    """English base form, third person, past, -ing form; and the Spanish infinitive."""

    english: str
    third: str
    past: str
    ing: str
    spanish: str


VERB = {}
for line in """
want wants wanted wanting querer
need needs needed needing necesitar
have has had having tener
see sees saw seeing ver
buy buys bought buying comprar
eat eats ate eating comer
drink drinks drank drinking beber
read reads read reading leer
write writes wrote writing escribir
find finds found finding encontrar
lose loses lost losing perder
open opens opened opening abrir
close closes closed closing cerrar
clean cleans cleaned cleaning limpiar
wash washes washed washing lavar
cook cooks cooked cooking cocinar
visit visits visited visiting visitar
help helps helped helping ayudar
call calls called calling llamar
wait_for waits_for waited_for waiting_for esperar
know knows knew knowing conocer
live lives lived living vivir
work works worked working trabajar
study studies studied studying estudiar
sing sings sang singing cantar
dance dances danced dancing bailar
sleep sleeps slept sleeping dormir
run runs ran running correr
swim swims swam swimming nadar
walk walks walked walking caminar
speak speaks spoke speaking hablar
learn learns learned learning aprender
go goes went going ir
come comes came coming venir
get_up gets_up got_up getting_up levantarse
go_to_bed goes_to_bed went_to_bed going_to_bed acostarse
have_breakfast has_breakfast had_breakfast having_breakfast desayunar
have_dinner has_dinner had_dinner having_dinner cenar
leave leaves left leaving salir
arrive arrives arrived arriving llegar
""".strip().splitlines():
    words = [word.replace("_", " ") for word in line.split()]
    VERB[words[0]] = Verb(*words)
VERB["play football"] = Verb(
    "play football", "plays football", "played football", "playing football", "jugar al fútbol"
)


def verbs(names: str) -> list[Verb]:
    """The verbs with these English names, written with commas between."""
    return [VERB[name.strip()] for name in names.split(",")]


@dataclass(frozen=True)
class Subject:
    """Who; `spanish` is empty for pronouns, which Spanish leaves out."""

    english: str
    spanish: str
    person: int
    feminine: bool = False

    @property
    def plural(self) -> bool:
        """True for we and they."""
        return self.person > 2

    @property
    def own(self) -> str:
        """The English possessive of this subject."""
        return ("my", "your", "her" if self.feminine else "his", "our", "their")[self.person]


PRONOUNS = [
    Subject("I", "", 0),
    Subject("you", "", 1),
    Subject("he", "", 2),
    Subject("she", "", 2, feminine=True),
    Subject("we", "", 3),
    Subject("they", "", 4),
]
NAMES = [
    Subject("Ana", "Ana", 2, feminine=True),
    Subject("Pedro", "Pedro", 2),
    Subject("Maria", "María", 2, feminine=True),
    Subject("Carlos", "Carlos", 2),
    Subject("Laura", "Laura", 2, feminine=True),
    Subject("Luis", "Luis", 2),
]
BE = ("am", "are", "is", "are", "are")
WAS = ("was", "were", "was", "were", "were")
# A tense whose Spanish is a finite verb before the infinitive.
HELPED = {
    "future": ("ir", " a "),
    "can": ("poder", " "),
    "must": ("deber", " "),
    "have to": ("tener", " que "),
    "want to": ("querer", " "),
    "need to": ("necesitar", " "),
}


def be(subject: Subject, negative: bool = False, short: bool = False) -> str:
    """English subject with am, is or are; `short` gives I'm for I am."""
    verb = BE[subject.person]
    if negative and subject.person > 0:
        return f"{subject.english} {verb}n't"
    if (short or negative) and not subject.spanish:
        verb = {"am": "'m", "is": "'s", "are": "'re"}[verb]
        return f"{subject.english}{verb}" + " not" * negative
    return f"{subject.english} {verb}"


def english_clause(verb: Verb, subject: Subject, tense: str, negative: bool, ask: bool) -> str:
    """Subject and verb, or verb and subject for a question."""
    who = subject.english
    if tense in ("now", "future"):
        rest = verb.ing if tense == "now" else f"going to {verb.english}"
        return f"{BE[subject.person]} {who} {rest}" if ask else f"{be(subject, negative)} {rest}"
    if tense in ("can", "must"):
        if ask:
            return f"{tense} {who} {verb.english}"
        no = ("'t" if tense == "can" else " not") * negative
        return f"{who} {tense}{no} {verb.english}"
    if tense.endswith(" to"):
        outer, rest = VERB[tense[:-3]], f" to {verb.english}"
    else:
        outer, rest = verb, ""
    helper = "did" if tense == "past" else "does" if subject.person == 2 else "do"
    if ask:
        return f"{helper} {who} {outer.english}{rest}"
    if negative:
        return f"{who} {helper}n't {outer.english}{rest}"
    if tense == "past":
        return f"{who} {outer.past}"
    return f"{who} {outer.third if subject.person == 2 else outer.english}{rest}"


def spanish_verb(verb: Verb, person: int, tense: str) -> str:
    """The Spanish verb group in one of the five persons."""
    infinitive, _, rest = verb.spanish.partition(" ")
    rest = rest and " " + rest
    if tense == "now":
        return f"{PRESENT['estar'][person]} {gerund(infinitive)}{rest}"
    if tense in HELPED:
        helper, link = HELPED[tense]
        return f"{present(helper)[person]}{link}{verb.spanish}"
    return (past if tense == "past" else present)(infinitive)[person] + rest


def say(
    verb: Verb, subject: Subject, tense: str = "present", negative: bool = False, ask: bool = False
) -> Pair:
    """Subject and verb in both languages; the English order is a question's where `ask`."""
    spanish = join(subject.spanish, "no" * negative, spanish_verb(verb, subject.person, tense))
    return english_clause(verb, subject, tense, negative, ask), spanish


def join(*parts: str) -> str:
    """Spanish words in a row: `a el` is `al`, `de el` is `del`, `y` before an i is `e`."""
    text = " ".join(part for part in parts if part)
    text = re.sub(r"\ba el\b", "al", re.sub(r"\bde el\b", "del", text))
    text = re.sub(r"\by (?=h?i(?!e))", "e ", text, flags=re.IGNORECASE)
    return re.sub(r"\bo (?=h?o)", "u ", text)
