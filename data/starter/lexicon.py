"""The words of the starter corpus: nouns, adjectives, subjects, numbers, times, in both languages.

One English word has one Spanish word throughout. Tables are text so that they can be read and
mended by someone who knows Spanish and no Python; `_` stands for a space inside a word.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Noun:
    """A noun with singular and plural in both languages.

    `english_plural` is empty for what is not counted (milk). `being` is true for people: seeing
    one takes the Spanish `a`.
    """

    english: str
    english_plural: str
    spanish: str
    spanish_plural: str
    feminine: bool
    being: bool = False


def nouns(table: str, being: bool = False) -> list[Noun]:
    """One noun a line: English, its plural or -, Spanish, its plural or -, m or f."""
    found = []
    for line in table.strip().splitlines():
        words = [word.replace("_", " ").strip("-") for word in line.split()]
        found.append(Noun(*words[:4], feminine=words[4] == "f", being=being))
    return found


DISHES = nouns("""
pizza - pizza - f
bread - pan - m
cheese - queso - m
fish - pescado - m
meat - carne - f
rice - arroz - m
fruit - fruta - f
chocolate - chocolate - m
soup - sopa - f
chicken - pollo - m
salad - ensalada - f
""")
FOODS = nouns("""
apple apples manzana manzanas f
egg eggs huevo huevos m
orange oranges naranja naranjas f
tomato tomatoes tomate tomates m
banana bananas plátano plátanos m
strawberry strawberries fresa fresas f
""")
DRINKS = nouns("""
water - agua - f
milk - leche - f
coffee - café - m
tea - té - m
juice - zumo - m
wine - vino - m
""")
ANIMALS = nouns("""
dog dogs perro perros m
cat cats gato gatos m
horse horses caballo caballos m
bird birds pájaro pájaros m
cow cows vaca vacas f
""")
FAMILY = nouns(
    """
mother mothers madre madres f
father fathers padre padres m
brother brothers hermano hermanos m
sister sisters hermana hermanas f
friend friends amigo amigos m
son sons hijo hijos m
daughter daughters hija hijas f
grandmother grandmothers abuela abuelas f
grandfather grandfathers abuelo abuelos m
uncle uncles tío tíos m
aunt aunts tía tías f
teacher teachers profesor profesores m
""",
    being=True,
)
PEOPLE = nouns(
    """
boy boys chico chicos m
girl girls chica chicas f
man men hombre hombres m
woman women mujer mujeres f
child children niño niños m
doctor doctors médico médicos m
""",
    being=True,
)
# What one holds, buys and loses.
BELONGINGS = nouns("""
book books libro libros m
key keys llave llaves f
phone phones teléfono teléfonos m
bag bags bolsa bolsas f
box boxes caja cajas f
letter letters carta cartas f
photo photos foto fotos f
cup cups taza tazas f
plate plates plato platos m
hat hats sombrero sombreros m
pen pens bolígrafo bolígrafos m
umbrella umbrellas paraguas paraguas m
suitcase suitcases maleta maletas f
""")
CLOTHES = nouns("""
shirt shirts camisa camisas f
shoe shoes zapato zapatos m
coat coats abrigo abrigos m
dress dresses vestido vestidos m
""")
FURNITURE = nouns("""
table tables mesa mesas f
chair chairs silla sillas f
bed beds cama camas f
computer computers ordenador ordenadores m
guitar guitars guitarra guitarras f
bicycle bicycles bicicleta bicicletas f
car cars coche coches m
house houses casa casas f
door doors puerta puertas f
window windows ventana ventanas f
""")
ROOMS = nouns("""
garden gardens jardín jardines m
kitchen kitchens cocina cocinas f
bathroom bathrooms baño baños m
room rooms habitación habitaciones f
""")
PLACES = nouns("""
school schools escuela escuelas f
shop shops tienda tiendas f
park parks parque parques m
beach beaches playa playas f
station stations estación estaciones f
hospital hospitals hospital hospitales m
hotel hotels hotel hoteles m
restaurant restaurants restaurante restaurantes m
bank banks banco bancos m
market markets mercado mercados m
airport airports aeropuerto aeropuertos m
library libraries biblioteca bibliotecas f
""")
NATURE = nouns("""
street streets calle calles f
city cities ciudad ciudades f
river rivers río ríos m
tree trees árbol árboles m
flower flowers flor flores f
mountain mountains montaña montañas f
""")
VEHICLES = nouns("""
train trains tren trenes m
bus buses autobús autobuses m
plane planes avión aviones m
""")
WORKS = nouns("""
film films película películas f
song songs canción canciones f
lesson lessons clase clases f
""")

NOUN = {
    noun.english: noun
    for noun in (
        *DISHES, *FOODS, *DRINKS, *ANIMALS, *FAMILY, *PEOPLE, *BELONGINGS, *CLOTHES,
        *FURNITURE, *ROOMS, *PLACES, *NATURE, *VEHICLES, *WORKS,
    )
}  # fmt: skip


def some(names: str) -> list[Noun]:
    """The nouns with these English names, written with spaces between."""
    return [NOUN[name] for name in names.split()]


@dataclass(frozen=True)
class Adjective:
    """An adjective with its four Spanish forms; `estar` is true for a state, false for a trait."""

    english: str
    forms: tuple[str, str, str, str] = field(repr=False)
    estar: bool

    def spanish(self, feminine: bool, plural: bool) -> str:
        """The form that agrees."""
        return self.forms[2 * plural + feminine]


def four_forms(masculine: str) -> tuple[str, str, str, str]:
    """Masculine, feminine, and their plurals, by the regular rule (and `joven`)."""
    if masculine.endswith("o"):
        stem = masculine[:-1]
        return masculine, stem + "a", masculine + "s", stem + "as"
    if masculine == "joven":
        return masculine, masculine, "jóvenes", "jóvenes"
    if masculine.endswith("z"):
        plural = masculine[:-1] + "ces"
    else:
        plural = masculine + ("s" if masculine[-1] in "aeiou" else "es")
    return masculine, masculine, plural, plural


def adjectives(table: str, estar: bool = False) -> list[Adjective]:
    """Pairs of English and Spanish masculine singular, `english/spanish`."""
    pairs = (entry.split("/") for entry in table.split())
    return [Adjective(english, four_forms(spanish), estar) for english, spanish in pairs]


COLOURS = adjectives("red/rojo blue/azul green/verde white/blanco black/negro yellow/amarillo")
SIZES = adjectives("big/grande small/pequeño")
LOOKS = adjectives("new/nuevo old/viejo pretty/bonito expensive/caro cheap/barato")
LENGTHS = adjectives("long/largo short/corto")
CONTENTS = adjectives("interesting/interesante boring/aburrido difficult/difícil easy/fácil")
PLACE_TRAITS = adjectives("quiet/tranquilo")
PERSON_TRAITS = adjectives(
    "tall/alto young/joven strong/fuerte intelligent/inteligente kind/amable funny/divertido "
    "serious/serio"
)
PERSON_STATES = adjectives(
    "happy/contento sad/triste tired/cansado sick/enfermo angry/enfadado busy/ocupado "
    "ready/listo alone/solo nervous/nervioso worried/preocupado",
    estar=True,
)
CLEANNESS = adjectives("clean/limpio dirty/sucio", estar=True)
OPENNESS = adjectives("open/abierto closed/cerrado", estar=True)
FILLING = adjectives("full/lleno empty/vacío", estar=True)
DAMAGE = adjectives("broken/roto", estar=True)
HEAT = adjectives("hot/caliente cold/frío", estar=True)
TASTE = adjectives("delicious/delicioso", estar=True)

# What can sensibly be said of what: (nouns, adjectives).
TRAITS = [
    (CLOTHES + some("book phone bag box cup plate hat pen umbrella suitcase"),
     LOOKS + COLOURS),
    (some("table chair bed guitar bicycle car house door window"), LOOKS + COLOURS + SIZES),
    (some("box bag suitcase plate cup hat"), SIZES + COLOURS),
    (ANIMALS, SIZES + adjectives("white/blanco black/negro pretty/bonito old/viejo")),
    (PLACES, SIZES + PLACE_TRAITS + LOOKS[:3]),
    (ROOMS, SIZES + LOOKS[:3]),
    (some("letter photo key"), LOOKS[:2]),
    (some("street river letter dress train"), LENGTHS),
    (NATURE, SIZES + adjectives("pretty/bonito")),
    (WORKS + some("book"), CONTENTS[:2] + LENGTHS),
    (some("lesson book song"), CONTENTS[2:]),
    (FOODS, SIZES + adjectives("green/verde expensive/caro cheap/barato")),
]  # fmt: skip
STATES = [
    (ROOMS + some("house car table street park beach train"), CLEANNESS),
    (CLOTHES + some("plate cup bicycle window"), CLEANNESS),
    (some("door window box bag suitcase"), OPENNESS),
    (some("shop bank library market restaurant hotel park"), OPENNESS),
    (some("box bag suitcase cup bus train restaurant hotel beach"), FILLING),
    (some("chair phone computer umbrella window guitar bicycle plate cup"), DAMAGE),
    (some("fish soup rice chicken meat water milk coffee tea"), HEAT),
    (DISHES, TASTE),
]
