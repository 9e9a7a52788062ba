"""The verbs of verbs.tsv and the forms that follow from those in the table."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tables import Pair, rows

PRONOUNS = {"yo": "me", "tu": "te", "el": "se", "nosotros": "nos", "ellos": "se"}


@dataclass(frozen=True)
class Verb:
    """One line of verbs.tsv. A form may be several words: `go for a walk`, `me lavo las manos`."""

    base: str
    past: str
    ing: str
    infinitive: str
    yo: str
    el: str
    nosotros: str
    past_yo: str
    past_el: str
    gerund: str
    imperative: str
    complements: tuple[Pair, ...]
    kind: str


def read_verbs() -> list[Verb]:
    """The table of the verbs."""
    verbs = []
    for *forms, complements, kind in rows("verbs"):
        both = [item.split("=") for item in complements.split(" / ") if item]
        verbs.append(Verb(*forms, tuple((en, es) for en, es in both), kind))
    return verbs


def third(base: str) -> str:
    """`buy a cake` as said of him: `buys a cake`."""
    head, space, rest = base.partition(" ")
    if head in ("have", "be"):
        head = {"have": "has", "be": "is"}[head]
    elif re.search(r"(s|sh|ch|x|z|o)$", head):
        head += "es"
    elif re.search(r"[^aeiou]y$", head):
        head = head[:-1] + "ies"
    else:
        head += "s"
    return head + space + rest


def split_pronoun(form: str) -> tuple[str, str, str]:
    """`me lavo las manos`: `me `, `lavo`, ` las manos`."""
    found = re.match(r"((?:me|te|se|nos|lo) )?(\S+)(.*)$", form)
    assert found
    return found[1] or "", found[2], found[3]


def with_pronoun(pronoun: str, person: str) -> str:
    """The pronoun of another person; `lo` stays."""
    return PRONOUNS[person] + " " if pronoun and pronoun != "lo " else pronoun


def stem(verb: Verb) -> str:
    """The infinitive's first word without its pronoun: `lavar`."""
    return re.sub(r"(se|lo)$", "", verb.infinitive.split()[0])


def present(verb: Verb, person: str) -> str:
    """The Spanish present."""
    if person in ("yo", "el", "nosotros"):
        return {"yo": verb.yo, "el": verb.el, "nosotros": verb.nosotros}[person]
    pronoun, head, rest = split_pronoun(verb.el)
    return with_pronoun(pronoun, person) + head + {"tu": "s", "ellos": "n"}[person] + rest


def preterite(verb: Verb, person: str) -> str:
    """The Spanish preterite; the persons not in the table follow from those that are."""
    if person in ("yo", "el"):
        return verb.past_yo if person == "yo" else verb.past_el
    pronoun, yo, rest = split_pronoun(verb.past_yo)
    if person == "ellos":
        head = they_did(split_pronoun(verb.past_el)[1], stem(verb))
    else:
        head = you_did(yo, stem(verb))
        if person == "nosotros":
            head = head[:-3] + "mos"
    return with_pronoun(pronoun, person) + head + rest


def they_did(el: str, stem: str) -> str:
    """`compró`: `compraron`."""
    if el in ("fue", "dio", "vio"):
        return {"fue": "fueron", "dio": "dieron", "vio": "vieron"}[el]
    if el.endswith("ó") and stem.endswith("ar"):
        return el[:-1] + "aron"
    if re.search(r"(ió|yó|ñó|jo)$", el):
        return el[:-1] + "eron"
    return re.sub(r"hizo$", "hico", el)[:-1] + "ieron"


def you_did(yo: str, stem: str) -> str:
    """`compré`: `compraste`."""
    if yo.endswith("é"):
        return stem[:-2] + "aste"
    if yo.endswith("í"):
        return yo + "ste" if re.search(r"[aeo]í$", yo) else yo[:-1] + "iste"
    return yo[:-1] + "iste"


def subjunctive(verb: Verb) -> str:
    """The Spanish of `don't ...` to a friend, without the no."""
    pronoun, yo, rest = split_pronoun(verb.yo)
    irregular = {"ir": "vayas", "dar": "des", "estar": "estés", "saber": "sepas"}
    if stem(verb) in irregular:
        head = irregular[stem(verb)]
    elif stem(verb).endswith("ar"):
        head = yo[:-1]
        if head.endswith("c"):
            head = head[:-1] + "qu"
        elif head.endswith("g"):
            head += "u"
        elif head.endswith("z"):
            head = head[:-1] + "c"
        head += "es"
    else:
        head = yo[:-1] + "as"
    return with_pronoun(pronoun, "tu") + head + rest


def infinitive(verb: Verb, person: str) -> str:
    """`levantarse` as said of a person: `levantarme`."""
    head, space, rest = verb.infinitive.partition(" ")
    if head.endswith("se"):
        head = head[:-2] + PRONOUNS[person]
    return head + space + rest


def gerund(verb: Verb, person: str) -> str:
    """`levantándose` as said of a person: `levantándome`."""
    head, space, rest = verb.gerund.partition(" ")
    if head.endswith("ndose"):
        head = head[:-2] + PRONOUNS[person]
    return head + space + rest
