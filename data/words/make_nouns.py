"""Pairs from nouns.tsv and adjectives.tsv: `python data/words/make_nouns.py [n]` checks both files
and prints n random pairs.

Needs nothing but Python. pairs() gives the same list each time. Licence CC0 1.0: both tables and
the patterns were written for this project.

nouns.tsv: English singular, English plural (`-`: none), Spanish singular, Spanish plural (`-`:
none), gender, kind. A noun of kind `plural` stands in its only form in the first and third columns.
adjectives.tsv: English, Spanish masculine, Spanish feminine, ser | estar | both, and whether it is
said of a person or of a thing.

In a pattern the English side has {n} the noun, {N} its plural, {a} the noun with a or an; the
Spanish side has {n} and {N}, {el} {un} {los} {este} {estos} {ese} {otro} {mucho} {cuanto} the noun
with that word before it in the right form, {o} and {os} the ending of an adjective.
"""

from __future__ import annotations

import random
import re
import sys
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
SEED = 41
DRAWN = 2  # sentences for each noun

# Feminine nouns that take el and un because they begin with a stressed a.
STRESSED_A = {"agua", "águila", "hacha", "ala", "aula", "hambre", "alba", "arma", "área", "alma"}
AN = re.compile(r"(?!uni|eur|use|ut|one|u\b|ewe)([aeiou]|hour|honest)", re.I)
# Nouns that mean only the one: the sun, the future.
THE = {"future", "past", "environment", "economy", "weather", "truth", "smoke"}
THE |= {"horizon", "countryside", "climate"}
NO_ARTICLE = {"Christmas", "Easter", "New Year's Eve", "Christmas Eve", "midnight", "midday"}
NO_ARTICLE |= {"dawn", "dusk"}
MONTHS = set("January February March April May June July August September October".split())
MONTHS |= {"November", "December"}
DAYS = set("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
UNITS = set("metre kilometre centimetre gram kilo litre mile dozen euro cent dollar pound".split())
MEALS = {"breakfast", "lunch", "dinner"}
EVENTS = set(
    "concert exhibition party wedding funeral christening ceremony meeting interview".split()
)
EVENTS |= set(
    "debate conference course class exam competition championship festival picnic".split()
)
EVENTS |= {"birthday party", "job interview", "football match", "demonstration"}
UNWANTED = set(
    "sadness anger hatred envy shame loneliness boredom violence laziness hunger thirst".split()
)
UNWANTED |= {"bad luck", "stress", "poverty", "unemployment", "tiredness", "pain", "traffic"}
TREATED = {"cold", "cough", "headache", "stomach ache", "toothache", "sore throat", "backache"}
TREATED |= {"earache", "migraine", "allergy", "infection", "rash", "insect bite"}
DAY_PARTS = {
    "morning",
    "afternoon",
    "night",
    "moment",
    "second",
    "minute",
    "hour",
    "quarter of an hour",
}
DAY_ROUND = {"morning", "afternoon", "night"}
# Nobody buys or admires these.
PARTS = set("floor wall ceiling roof chimney fireplace step handrail fence gate letterbox".split())
PARTS |= {"light switch", "doorbell", "lift", "fountain"}
NOT_MINE = {"stairs", "outskirts", "surroundings", "goods", "traffic rules", "congratulations"}
NOT_HERE = {"holidays", "summer holidays", "savings", "congratulations"}
# Said without an article after tener and ser: tengo dolor de cabeza.
UNCOUNTED = {"dolor", "tos"}
# Oftener something else when alone: a verb, an adverb.
NOT_ALONE = set(
    "play look fly cook stay walk lie drink laugh call visit swallow saw order can".split()
)
NOT_ALONE |= set("help rest sleep train second right point end change match".split())
WITH_BREAD = set(
    "butter cheese ham jam oil honey meat garlic tuna salmon fruit chocolate bacon".split()
)
WITH_BREAD |= {
    "olive oil",
    "goat cheese",
    "strawberry jam",
    "dark chocolate",
    "margarine",
    "seafood",
}
# Worn in pairs.
PAIRED = set("glove sock stocking shoe boot trainer sandal slipper flip-flop".split())
PAIRED |= {"high heel", "rain boot", "hiking boot"}
# A person has one; nobody says it in the plural.
ONE = set(
    "head face forehead nose mouth tongue throat neck back chest stomach belly waist heart".split()
)
ONE |= set("liver brain chin jaw spine left right".split())
ROOMS = set(
    "room bedroom bathroom kitchen hall corridor attic cellar basement garage garden".split()
)
ROOMS |= set("balcony terrace courtyard classroom laboratory barn stable house flat office".split())
ROOMS |= {"living room", "dining room", "waiting room", "meeting room"}
AREAS = set(
    "country city capital village region province suburb neighbourhood place street".split()
)
AREAS |= set("avenue road path square bridge castle palace tower ruin monument field".split())
AREAS |= {"home town", "old town", "main square", "vineyard", "orchard", "building", "skyscraper"}
AREAS |= {"corner", "border", "address", "roundabout", "crossroads", "tunnel", "city centre"}
FIXED = set(
    "engine brake pedal headlight pipe tile brick nail screw bolt wire spring knob net".split()
)
# Said of men only, or with another word for a woman in the table.
MEN = set(
    "postman fisherman waiter actor businessman priest monk tailor builder bricklayer".split()
)
WOMEN = set("waitress actress businesswoman nun midwife dressmaker nurse".split())
SAME_FEMININE = {"miembro", "modelo", "piloto", "soldado", "guardia", "canguro", "consorte"}
FEMININE = {"jefe": "jefa", "dependiente": "dependienta", "alcalde": "alcaldesa", "juez": "jueza"}
FEMININE |= {"presidente": "presidenta", "bailarín": "bailarina", "capitán": "capitana"}
PREPOSITIONS = {"de", "del", "a", "al", "con", "para", "sin", "en", "por"}

Pattern = tuple[str, str]


def patterns(block: str) -> list[Pattern]:
    """One pattern a line, English = Spanish."""
    found = []
    for line in block.strip().splitlines():
        source, target = line.split(" = ")
        found.append((source.strip(), target.strip()))
    return found


PATTERNS = {
    "thing": """
Where is my {n}? = ¿Dónde está mi {n}?
I need {a}. = Necesito {un}.
How much is this {n}? = ¿Cuánto cuesta {este}?
I lost my {n}. = Perdí mi {n}.
I want to buy {a}. = Quiero comprar {un}.
Whose {n} is this? = ¿De quién es {este}?
Do you have {a}? = ¿Tienes {un}?
I can't find the {n}. = No encuentro {el}.
Give me the {n}, please. = Dame {el}, por favor.
This {n} is very old. = {este} es muy viej{o}.
The {n} is on the table. = {el} está en la mesa.
I have a new {n}. = Tengo {un} nuev{o}.
Can you lend me {a}? = ¿Puedes prestarme {un}?
I forgot the {n} at home. = Olvidé {el} en casa.
They sell {N} here. = Aquí venden {N}.
I bought two {N}. = Compré dos {N}.
The {N} are in the box. = {los} están en la caja.
How much are these {N}? = ¿Cuánto cuestan {estos}?
We don't have any {N}. = No tenemos {N}.
""",
    "fixed": """
The {n} is broken. = {el} está rot{o}.
We need a new {n}. = Necesitamos {un} nuev{o}.
How much is this {n}? = ¿Cuánto cuesta {este}?
I need {a}. = Necesito {un}.
They sell {N} here. = Aquí venden {N}.
I bought two {N}. = Compré dos {N}.
We don't have any {N}. = No tenemos {N}.
I am looking for {a}. = Busco {un}.
""",
    "stuff": """
I need some {n}. = Necesito {n}.
Is there any {n}? = ¿Hay {n}?
There is no {n} left. = No queda {n}.
We need more {n}. = Necesitamos más {n}.
Where is the {n}? = ¿Dónde está {el}?
I don't have any {n}. = No tengo {n}.
Do you have any {n}? = ¿Tienes {n}?
How much {n} do you need? = ¿{cuanto} necesitas?
There is too much {n}. = Hay demasiad{o} {n}.
We don't need {n}. = No necesitamos {n}.
""",
    "home": """
Where is the {n}? = ¿Dónde está {el}?
The {n} is broken. = {el} está rot{o}.
I like your {n}. = Me gusta tu {n}.
We need a new {n}. = Necesitamos {un} nuev{o}.
Don't touch the {n}. = No toques {el}.
The {n} is very old. = {el} es muy viej{o}.
The cat is next to the {n}. = El gato está al lado de {el}.
I want to clean the {n}. = Quiero limpiar {el}.
This {n} is very expensive. = {este} es muy car{o}.
We have bought {a}. = Hemos comprado {un}.
The {N} are new. = {los} son nuev{os}.
How many {N} are there? = ¿Cuántos/as {N} hay?
My father repaired the {n}. = Mi padre arregló {el}.
""",
    "food": """
I would like {a}. = Quisiera {un}.
I like {N}. = Me gustan {los}.
I don't like {N}. = No me gustan {los}.
Do you like {N}? = ¿Te gustan {los}?
I ate {a}. = Comí {un}.
How much are the {N}? = ¿Cuánto cuestan {los}?
Do you want {a}? = ¿Quieres {un}?
We need two {N}. = Necesitamos dos {N}.
This {n} is very good. = {este} está muy buen{o}.
There are no {N} left. = No quedan {N}.
Can you buy some {N}? = ¿Puedes comprar {N}?
I don't eat {N}. = No como {N}.
She is eating {a}. = Está comiendo {un}.
The {n} is delicious. = {el} está delicios{o}.
""",
    "food stuff": """
I would like some {n}. = Quisiera {n}.
I like {n}. = Me gusta {el}.
I don't like {n}. = No me gusta {el}.
Do you like {n}? = ¿Te gusta {el}?
Do you want some {n}? = ¿Quieres {n}?
We need some {n}. = Necesitamos {n}.
There is no {n} left. = No queda {n}.
Is there any {n}? = ¿Hay {n}?
I bought some {n}. = Compré {n}.
Can I have some more {n}? = ¿Me das más {n}?
I don't eat {n}. = No como {n}.
with {n} = con {n}
without {n} = sin {n}
bread and {n} = pan y {n}
Where is the {n}? = ¿Dónde está {el}?
Pass me the {n}, please. = Pásame {el}, por favor.
How much is the {n}? = ¿Cuánto cuesta {el}?
""",
    "drink": """
I would like {a}. = Quisiera {un}.
Do you want {a}? = ¿Quieres {un}?
Two {N}, please. = Dos {N}, por favor.
How much is {a}? = ¿Cuánto cuesta {un}?
She ordered {a}. = Pidió {un}.
Another {n}, please. = {otro}, por favor.
I am going to order {a}. = Voy a pedir {un}.
Can I have {a}, please? = ¿Me pone {un}, por favor?
""",
    "drink stuff": """
I would like some {n}. = Quisiera {n}.
Do you want some {n}? = ¿Quieres {n}?
I don't drink {n}. = No bebo {n}.
I like {n}. = Me gusta {el}.
Do you like {n}? = ¿Te gusta {el}?
I prefer {n}. = Prefiero {el}.
There is no {n} left. = No queda {n}.
Is there any {n}? = ¿Hay {n}?
We bought some {n}. = Compramos {n}.
a little {n} = un poco de {n}
too much {n} = demasiad{o} {n}
a lot of {n} = {mucho}
The {n} is on the table. = {el} está en la mesa.
""",
    "family": """
This is my {n}. = {este_solo} es mi {n}.
My {n} lives in Madrid. = Mi {n} vive en Madrid.
Where is your {n}? = ¿Dónde está tu {n}?
I am waiting for my {n}. = Estoy esperando a mi {n}.
I called my {n}. = Llamé a mi {n}.
My {n} is at home. = Mi {n} está en casa.
I am going with my {n}. = Voy con mi {n}.
What is your {n}'s name? = ¿Cómo se llama tu {n}?
My {n} is a teacher. = Mi {n} es profesor{a_}.
It is a present for my {n}. = Es un regalo para mi {n}.
How is your {n}? = ¿Cómo está tu {n}?
Her {n} is very nice. = Su {n} es muy simpátic{o}.
I miss my {n}. = Echo de menos a mi {n}.
My {n} doesn't work on Sundays. = Mi {n} no trabaja los domingos.
""",
    "person": """
I saw {a}. = Vi a {un}.
I talked to the {n}. = Hablé con {el}.
Do you know that {n}? = ¿Conoces a {ese}?
Who is that {n}? = ¿Quién es {ese}?
It is for the {n}. = Es para {el}.
The {n} is here. = {el} está aquí.
Where is the {n}? = ¿Dónde está {el}?
The {n} lives in Seville. = {el} vive en Sevilla.
We are waiting for the {n}. = Estamos esperando a {el}.
The {N} arrived yesterday. = {los} llegaron ayer.
That {n} is very nice. = {ese} es muy simpátic{o}.
Where are the {N}? = ¿Dónde están {los}?
The {n} didn't say anything. = {el} no dijo nada.
""",
    "job": """
{p} is {a}. = Es {j}.
{p} is not {a}. = No es {j}.
{p} wants to be {a}. = Quiere ser {j}.
{p} works as {a}. = Trabaja como {j}.
I talked to the {n}. = Hablé con {el}.
Where is the {n}? = ¿Dónde está {el}?
The {n} is very good. = {el} es muy buen{o}.
I know {a}. = Conozco a {un}.
I am waiting for the {n}. = Estoy esperando a {el}.
Who is the {n}? = ¿Quién es {el}?
We need {a}. = Necesitamos {un}.
The {N} are working. = {los} están trabajando.
The {n} will come tomorrow. = {el} vendrá mañana.
The {n} works a lot. = {el} trabaja mucho.
Call the {n}, please. = Llama a {el}, por favor.
""",
    "animal": """
I saw {a}. = Vi {un}.
I like {N}. = Me gustan {los}.
I am afraid of {N}. = Me dan miedo {los}.
Look at that {n}! = ¡Mira {ese}!
There is {a} in the garden. = Hay {un} en el jardín.
Where is the {n}? = ¿Dónde está {el}?
Is it {a}? = ¿Es {un}?
I have never seen {a}. = Nunca he visto {un}.
How many {N} are there? = ¿Cuántos/as {N} hay?
This {n} is very big. = {este} es muy grande.
The {n} is dead. = {el} está muert{o}.
What do {N} eat? = ¿Qué comen {los}?
The children saw {a} at the zoo. = Los niños vieron {un} en el zoo.
The {n} is hungry. = {el} tiene hambre.
My daughter drew {a}. = Mi hija dibujó {un}.
""",
    "place": """
Where is the {n}? = ¿Dónde está {el}?
Is there {a} near here? = ¿Hay {un} cerca de aquí?
I am looking for {a}. = Busco {un}.
How do I get to the {n}? = ¿Cómo llego a {el}?
Where is the nearest {n}? = ¿Dónde está {el} más cercan{o}?
The {n} is on the left. = {el} está a la izquierda.
The {n} is over there. = {el} está allí.
I live next to the {n}. = Vivo al lado de {el}.
We met in front of the {n}. = Nos encontramos delante de {el}.
It is far from the {n}. = Está lejos de {el}.
Go straight on to the {n}. = Siga recto hasta {el}.
There are two {N} in my street. = Hay dos {N} en mi calle.
Is the {n} far from here? = ¿Está lejos de aquí {el}?
The {n} is opposite the bank. = {el} está enfrente del banco.
I was waiting in the {n}. = Estaba esperando en {el}.
""",
    "room": """
Where is the {n}? = ¿Dónde está {el}?
She is in the {n}. = Está en {el}.
The {n} is very small. = {el} es muy pequeñ{o}.
I have to clean the {n}. = Tengo que limpiar {el}.
There is nobody in the {n}. = No hay nadie en {el}.
The {n} is clean. = {el} está limpi{o}.
This {n} is very big. = {este} es muy grande.
I left the keys in the {n}. = Dejé las llaves en {el}.
It is cold in the {n}. = Hace frío en {el}.
Come into the {n}. = Entra en {el}.
""",
    "area": """
Where is the {n}? = ¿Dónde está {el}?
I like this {n}. = Me gusta {este}.
What is this {n} called? = ¿Cómo se llama {este}?
I don't know this {n}. = No conozco {este}.
I remember that {n}. = Recuerdo {ese}.
Is it far from the {n}? = ¿Está lejos de {el}?
Show me the {n} on the map. = Muéstrame {el} en el mapa.
We are near the {n}. = Estamos cerca de {el}.
""",
    "nature": """
Look at the {n}! = ¡Mira {el}!
We saw {a}. = Vimos {un}.
I like this {n}. = Me gusta {este}.
The {n} is very beautiful. = {el} es muy bonit{o}.
I took a photo of the {n}. = Hice una foto de {el}.
I can see the {n}. = Veo {el}.
What {a}! = ¡Qué {n}!
I have never seen {a}. = Nunca he visto {un}.
She drew {a}. = Dibujó {un}.
There are many {N} here. = Aquí hay muchos/as {N}.
Where is the {n}? = ¿Dónde está {el}?
a photo of the {n} = una foto de {el}
""",
    "nature stuff": """
I like the {n}. = Me gusta {el}.
I don't like the {n}. = No me gusta {el}.
Look at the {n}. = Mira {el}.
We were talking about the {n}. = Hablábamos de {el}.
I am thinking about the {n}. = Estoy pensando en {el}.
because of the {n} = a causa de {el}
I remember the {n}. = Recuerdo {el}.
""",
    "body": """
My {n} hurts. = Me duele {el}.
Does your {n} hurt? = ¿Te duele {el}?
His {n} hurts. = Le duele {el}.
My {n} hurts a lot. = Me duele mucho {el}.
My {n} doesn't hurt. = No me duele {el}.
I have a pain in my {n}. = Tengo un dolor en {el}.
Doctor, my {n} hurts. = Doctor, me duele {el}.
I hurt my {n}. = Me hice daño en {el}.
My {n} still hurts. = Todavía me duele {el}.
Her {n} hurts a little. = Le duele un poco {el}.
Where does your {n} hurt? = ¿Dónde te duele {el}?
My {N} hurt. = Me duelen {los}.
Do your {N} hurt? = ¿Te duelen {los}?
Her {N} hurt. = Le duelen {los}.
""",
    "illness": """
I have {a}. = Tengo {un}.
She has {a}. = Tiene {un}.
Do you have {a}? = ¿Tienes {un}?
My son has {a}. = Mi hijo tiene {un}.
He still has {a}. = Todavía tiene {un}.
I had {a} last week. = Tuve {un} la semana pasada.
Is it {a}? = ¿Es {un}?
It is only {a}. = Solo es {un}.
What can I take for {a}? = ¿Qué puedo tomar para {el}?
""",
    "clothing": """
I like your {n}. = Me gusta tu {n}.
I need a new {n}. = Necesito {un} nuev{o}.
This {n} is too big. = {este} es demasiado grande.
This {n} is too small. = {este} es demasiado pequeñ{o}.
Can I try on this {n}? = ¿Puedo probarme {este}?
How much is this {n}? = ¿Cuánto cuesta {este}?
Whose {n} is this? = ¿De quién es {este}?
She is wearing {a}. = Lleva {un}.
I am looking for {a}. = Busco {un}.
Where is my {n}? = ¿Dónde está mi {n}?
The {n} is dirty. = {el} está suci{o}.
Take off your {n}. = Quítate {el}.
I bought {a} yesterday. = Ayer compré {un}.
These {N} are very cheap. = {estos} son muy barat{os}.
Put on your {n}. = Ponte {el}.
""",
    "paired": """
I like your {N}. = Me gustan tus {N}.
Where are my {N}? = ¿Dónde están mis {N}?
How much are these {N}? = ¿Cuánto cuestan {estos}?
These {N} are too small. = {estos} son demasiado pequeñ{os}.
I need some new {N}. = Necesito un{os} {N} nuev{os}.
Take off your {N}. = Quítate {los}.
Put on your {N}. = Ponte {los}.
Whose are these {N}? = ¿De quién son {estos}?
My {N} are wet. = Mis {N} están mojad{os}.
I can't find one {n}. = No encuentro {un}.
""",
    "vehicle": """
Where is the {n}? = ¿Dónde está {el}?
We saw {a}. = Vimos {un}.
The {n} was very fast. = {el} era muy rápid{o}.
Look at that {n}! = ¡Mira {ese}!
I have never been in {a}. = Nunca he estado en {un}.
How much does {a} cost? = ¿Cuánto cuesta {un}?
He bought {a}. = Compró {un}.
The {n} is old. = {el} es viej{o}.
Is that the {n}? = ¿Es ese/a {el}?
Wait next to the {n}. = Espera al lado de {el}.
The {N} are very expensive. = {los} son muy car{os}.
The {n} won't start. = {el} no arranca.
""",
    "time": """
every {n} = cada {n}
the next {n} = {el} siguiente
this {n} = {este}
next {n} = {el} que viene
last {n} = {el} pasad{o}
It lasted {a}. = Duró {un}.
We have one {n}. = Tenemos {un}.
two {N} ago = hace dos {N}
in three {N} = dentro de tres {N}
I was there for two {N}. = Estuve allí dos {N}.
for many {N} = durante muchos/as {N}
How many {N} are left? = ¿Cuántos/as {N} quedan?
""",
    "day": """
See you on {n}. = Nos vemos {el}.
on {n} = {el}
on {N} = {los}
next {n} = {el} que viene
last {n} = {el} pasado
every {n} = todos {los}
Today is {n}. = Hoy es {n}.
I don't work on {N}. = No trabajo {los}.
We will talk on {n}. = Hablaremos {el}.
It is closed on {N}. = Cierra {los}.
""",
    "month": """
in {n} = en {n}
We are going to Spain in {n}. = Vamos a España en {n}.
My birthday is in {n}. = Mi cumpleaños es en {n}.
It rains a lot in {n}. = En {n} llueve mucho.
since {n} = desde {n}
until {n} = hasta {n}
I was born in {n}. = Nací en {n}.
in the middle of {n} = a mediados de {n}
""",
    "moment": """
before {n} = antes de {s_el}
after {n} = después de {s_el}
until {n} = hasta {s_el}
""",
    "abstract": """
We talked about the {n}. = Hablamos de {el}.
I was thinking about the {n}. = Estaba pensando en {el}.
The {n} is important. = {el} es importante.
I remember the {n}. = Recuerdo {el}.
I don't remember the {n}. = No recuerdo {el}.
What do you think of the {n}? = ¿Qué piensas de {el}?
Tell me about the {n}. = Háblame de {el}.
It is {a}. = Es {un}.
It was not {a}. = No era {un}.
It was only {a}. = Solo era {un}.
I don't know anything about the {n}. = No sé nada de {el}.
It is another {n}. = Es {otro}.
The {N} are different. = {los} son diferentes.
There are many {N}. = Hay muchos/as {N}.
How many {N} are there? = ¿Cuántos/as {N} hay?
This is the first {n}. = {este_solo} es {el_primer}.
I don't understand this {n}. = No entiendo {este}.
""",
    "meal": """
{n} is ready. = {el} está list{o}.
What is for {n}? = ¿Qué hay de {n}?
after {n} = después de {el}
before {n} = antes de {el}
Thank you for {n}. = Gracias por {el}.
I am making {n}. = Estoy preparando {el}.
It is time for {n}. = Es la hora de {el}.
""",
    "event": """
When is the {n}? = ¿Cuándo es {el}?
Where is the {n}? = ¿Dónde es {el}?
I am going to {a}. = Voy a {un}.
The {n} is tomorrow. = {el} es mañana.
The {n} was very long. = {el} fue muy larg{o}.
Are you coming to the {n}? = ¿Vienes a {el}?
after the {n} = después de {el}
before the {n} = antes de {el}
How was the {n}? = ¿Qué tal {el}?
There is {a} on Friday. = Hay {un} el viernes.
The {n} begins at nine. = {el} empieza a las nueve.
What time does the {n} end? = ¿A qué hora termina {el}?
""",
    "unit": """
two {N} = dos {N}
ten {N} = diez {N}
a hundred {N} = cien {N}
How many {N} are there? = ¿Cuántos/as {N} hay?
I need three {N}. = Necesito tres {N}.
There are five {N}. = Hay cinco {N}.
It is only one {n}. = Solo es {un}.
""",
    "abstract stuff": """
{n} is important. = {el} es importante.
What is {n}? = ¿Qué es {el}?
I don't know anything about {n}. = No sé nada de {el}.
We talked about {n}. = Hablamos de {el}.
I am thinking about {n}. = Estoy pensando en {el}.
without {n} = sin {n}
with {n} = con {n}
She was talking about {n}. = Hablaba de {el}.
Is {n} important? = ¿Es importante {el}?
It depends on {n}. = Depende de {el}.
""",
    "activity": """
I like {n}. = Me gusta {el}.
I don't like {n}. = No me gusta {el}.
Do you like {n}? = ¿Te gusta {el}?
She loves {n}. = Le encanta {el}.
I prefer {n}. = Prefiero {el}.
{n} is interesting. = {el} es interesante.
I am not interested in {n}. = No me interesa {el}.
We were talking about {n}. = Hablábamos de {el}.
I don't know anything about {n}. = No sé nada de {el}.
My brother likes {n} a lot. = A mi hermano le gusta mucho {el}.
My favourite hobby is {n}. = Mi afición favorita es {el}.
""",
    "plural": """
Where are the {n}? = ¿Dónde están {el}?
my {n} = mis {n}
your {n} = tus {n}
our {n} = nuestr{o} {n}
I am thinking about the {n}. = Estoy pensando en {el}.
We were talking about the {n}. = Hablábamos de {el}.
with the {n} = con {el}
These are the {n}. = {este_solo} son {el}.
Here are the {n}. = Aquí están {el}.
They are my {n}. = Son mis {n}.
""",
}
RULES = {kind: patterns(block) for kind, block in PATTERNS.items()}

# What can be said of nearly any thing, after its noun in Spanish.
LOOKS = [
    ("new", "nuevo"),
    ("old", "viejo"),
    ("big", "grande"),
    ("small", "pequeño"),
    ("red", "rojo"),
]
LOOKS += [("black", "negro"), ("white", "blanco"), ("green", "verde"), ("yellow", "amarillo")]
LOOKS += [("blue", "azul"), ("brown", "marrón"), ("grey", "gris"), ("cheap", "barato")]
LOOKS += [
    ("expensive", "caro"),
    ("strange", "extraño"),
    ("modern", "moderno"),
    ("pretty", "bonito"),
]

OF_PERSONS = patterns("""
I am {e}. = {soy} {o}.
She is {e}. = Ella {es} {a}.
He is {e}. = Él {es} {o}.
We are {e}. = {somos} {os}.
They are {e}. = {son} {os}.
My mother is {e}. = Mi madre {es} {a}.
My brother is {e}. = Mi hermano {es} {o}.
My sisters are {e}. = Mis hermanas {son} {as_}.
My friends are {e}. = Mis amigos {son} {os}.
Are you {e}? = ¿{eres} {o}?
I am not {e}. = No {soy} {o}.
She isn't {e}. = Ella no {es} {a}.
Is your daughter {e}? = ¿{es} {a} tu hija?
""")
OF_THINGS = patterns("""
It is {e}. = {es} {o}.
It isn't {e}. = No {es} {o}.
They are {e}. = {son} {os}.
This one is {e}. = Este {es} {o}.
Is it {e}? = ¿{es} {o}?
They aren't {e}. = No {son} {os}.
""")
# Nothing is very or too much of these.
ABSOLUTE = set(
    """same unique equal perfect wooden true false free golden silver orange pink violet beige excellent
    fantastic wonderful terrible horrible awful great incredible amazing dead alive alone pregnant asleep
    awake divorced separated widowed single married missing unemployed retired cancelled included
    reserved forbidden finished naked barefoot sitting standing deaf blind mute bilingual vegan main
    final current previous daily weekly monthly annual national international electric electronic digital
    manual automatic mechanical male female total partial huge tiny gigantic enough delicious fixed
    fried cooked roasted frozen raw left-handed right-handed available occupied locked hidden wrapped
    sure official medical delighted exhausted furious desperate disposable portable proven northern
    southern illegal legal private artificial human impossible invisible local domestic absurd exact
    square urban rural wounded trapped open closed broken forgotten painted fabulous""".split()
) | {
    "switched on",
    "switched off",
    "sold out",
    "used up",
    "lying down",
    "on holiday",
    "free of charge",
}
ABSOLUTE |= {"navy blue", "in a hurry", "in love", "dark-haired", "red-haired", "bald", "innocent"}
# Before a noun only, or another word when said of it: it is sunny.
NO_SENTENCE = set(
    """same main previous current daily weekly monthly annual enough early sunny rainy northern southern
    total partial general cloudy final dark orange""".split()
)
UNCHANGED = {"naranja", "azul marino", "gratis", "beis"}
SER = dict(soy="soy", eres="eres", es="es", somos="somos", son="son")
ESTAR = dict(soy="estoy", eres="estás", es="está", somos="estamos", son="están")


def rows(name: str) -> list[list[str]]:
    """The lines of a table."""
    text = (HERE / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()]


def an(english: str) -> str:
    """With a or an."""
    return f"an {english}" if AN.match(english) else f"a {english}"


def contracted(spanish: str) -> str:
    """With al and del, e before i-."""
    spanish = re.sub(r"\b([Aa]) el\b", r"\1l", spanish)
    spanish = re.sub(r"\b([Dd]e) el\b", r"\1l", spanish)
    return re.sub(r"\by (?=h?i(?![aeou]))", "e ", spanish)


def capital(text: str) -> str:
    """A sentence begins with a capital; a phrase, which has no mark at its end, stays as it is."""
    if text[-1] not in ".?!":
        return text
    return re.sub(r"^[¿¡]?\w", lambda m: m[0].upper(), text)


def many(adjective: str) -> str:
    """The plural of a Spanish adjective."""
    if adjective in UNCHANGED or re.match("(de|en) ", adjective):
        return adjective
    head, *rest = adjective.split(" ")
    if head == "poco":
        return f"poco {many(' '.join(rest))}"
    if head == "joven":
        head = "jóvenes"
    elif re.search("[áéíóú][ns]$", head):
        vowel = unicodedata.normalize("NFD", head[-2])[0]
        head = head[:-2] + vowel + head[-1] + "es"
    elif head.endswith("z"):
        head = head[:-1] + "ces"
    elif head[-1] in "aeioué":
        head += "s"
    else:
        head += "es"
    return " ".join([head, *rest])


def woman(job: str) -> str:
    """The job as said of a woman: trabajador social, trabajadora social."""
    done: list[str] = []
    words = job.split(" ")
    for place, word in enumerate(words):
        if word in PREPOSITIONS:
            return " ".join(done + words[place:])
        if word in FEMININE:
            word = FEMININE[word]
        elif word in SAME_FEMININE:
            pass
        elif word.endswith("o"):
            word = word[:-1] + "a"
        elif word.endswith("or"):
            word += "a"
        done.append(word)
    return " ".join(done)


def rules_of(noun: str, plural: str, kind: str) -> list[Pattern]:
    """The patterns that suit the noun."""
    mass = plural == "-"
    if noun in MONTHS:
        name = "month"
    elif noun in DAYS:
        name = "day"
    elif noun in NO_ARTICLE:
        name = "moment"
    elif noun in PAIRED:
        name = "paired"
    elif noun in THE:
        name = "nature stuff"
    elif kind == "thing":
        name = "stuff" if mass else "fixed" if noun in FIXED else "thing"
    elif kind in ("food", "drink", "nature", "abstract"):
        name = f"{kind} stuff" if mass else kind
    elif kind == "place":
        name = "room" if noun in ROOMS else "area" if noun in AREAS else "place"
    else:
        name = kind
    for some, own in ((UNITS, "unit"), (MEALS, "meal"), (EVENTS, "event")):
        if noun in some:
            name = own
    found = RULES[name]
    drop = ""
    if noun in DAY_PARTS:
        drop = (
            "^(this|the next|next|last) |^two .* ago" if noun in DAY_ROUND else "^(this|next|last) "
        )
    elif noun in PARTS:
        drop = "bought|your|expensive|We need"
    elif noun in NOT_MINE | NOT_HERE:
        drop = r"\b(my|your|our|with)\b" if noun in NOT_MINE else "^(Where|Here|These|They|with)"
    elif noun in UNWANTED:
        drop = "important"
    elif kind == "illness" and noun not in TREATED:
        drop = "take for"
    elif kind == "food" and noun not in WITH_BREAD:
        drop = "^bread"
    if drop:
        found = [rule for rule in found if not re.search(drop, rule[0])]
    if mass or (kind == "body" and noun.split()[0] in ONE):
        found = [rule for rule in found if "{N}" not in rule[0]]
    return found


def noun_pairs(rng: random.Random, row: list[str], bare: set[str]) -> list[Pattern]:
    """The word, its forms, and what is drawn for it."""
    english, plural, spanish, spanish_plural, gender, kind = row
    f = gender == "f"
    only = kind == "plural"
    stressed = spanish.split(" ")[0] in STRESSED_A
    el = "el" if not f or stressed else "la"
    un = "un" if not f or stressed else "una"
    o = "a" if f else "o"
    source = dict(n=english, N=plural, a=an(english), p="She" if f else "He")
    target = dict(
        n=spanish,
        N=spanish_plural,
        el=f"{el} {spanish}",
        un=f"{un} {spanish}",
        los=f"{'las' if f else 'los'} {spanish_plural}",
        este=f"{'esta' if f else 'este'} {spanish}",
        este_solo="esta" if f else "este",
        estos=f"{'estas' if f else 'estos'} {spanish_plural}",
        ese=f"{'esa' if f else 'ese'} {spanish}",
        otro=f"otr{o} {spanish}",
        mucho=f"much{o} {spanish}",
        cuanto=f"cuánt{o} {spanish}",
        el_primer=f"{'la primera' if f else 'el primer'} {spanish}",
        o=o,
        os=f"{o}s",
        a_="a" if f else "",
        j=spanish,
        s_el=spanish if el == "la" or english in ("Christmas", "Easter") else f"el {spanish}",
    )
    loose = kind == "illness" and spanish.split(" ")[0] in UNCOUNTED
    if only:
        target.update(el=f"{'las' if f else 'los'} {spanish}", o=f"{o}s")
        target.update(este_solo="estas" if f else "estos")
    found: list[Pattern] = []
    if english not in bare | NOT_ALONE:
        found.append((english, spanish))
    named = english in MONTHS or english in DAYS or english in NO_ARTICLE
    if not named:
        found.append((f"the {english}", target["el"]))
    if plural not in ("-", english) and plural not in bare:
        if not (kind == "body" and english.split()[0] in ONE):
            found.append((plural, spanish_plural))
        if not named:
            found.append((source["a"], target["un"]))
    if kind in ("thing", "home", "clothing", "vehicle") and plural != "-" and rng.random() < 0.6:
        look, mirada = rng.choice(LOOKS)
        agreeing = mirada[:-1] + o if mirada.endswith("o") else mirada
        if rng.random() < 0.3:
            found.append((f"{look} {plural}", f"{spanish_plural} {many(agreeing)}"))
        else:
            found.append((an(f"{look} {english}"), f"{target['un']} {agreeing}"))
    if loose:
        target["un"] = spanish
    rules = rules_of(english, plural, kind)
    for one, other in rng.sample(rules, min(DRAWN, len(rules))):
        if "{p}" in one:
            if not f and english not in MEN and spanish.split()[0] != "guía" and rng.random() < 0.5:
                source["p"], target["j"] = "She", woman(spanish)
        other = other.replace("os/as", f"{o}s").replace("ese/a", "esa" if f else "ese")
        said = capital(one.format_map(source))
        found.append((said, capital(contracted(other.format_map(target)))))
        source["p"], target["j"] = "She" if f else "He", spanish
    return found


def adjective_pairs(rng: random.Random, row: list[str], bare: set[str]) -> list[Pattern]:
    """The word, very and too, and what is drawn for it."""
    english, m, f, verb, of = row
    ser = verb == "ser" or english in ("happy", "free of charge")
    found: list[Pattern] = []
    if english not in bare:
        found.append((english, m))
    graded = english not in ABSOLUTE and not english[0].isupper()
    if graded:
        found += [(f"very {english}", f"muy {m}"), (f"too {english}", f"demasiado {m}")]
        if rng.random() < 0.5:
            found.append((f"so {english}", f"tan {m}"))
    forms = {**(SER if ser else ESTAR), "o": m, "a": f, "os": many(m), "as_": many(f)}
    if m == f == "embarazada":
        rules = [
            rule for rule in OF_PERSONS if re.search("She|My mother|daughter|sisters", rule[0])
        ]
        rules.append(OF_PERSONS[0])
    else:
        rules = OF_PERSONS if of == "person" else OF_THINGS
    if english in ("hot", "cold", "warm"):  # of the weather it is another verb
        rules = [rule for rule in rules if not re.search(r"\b[Ii]t\b", rule[0])]
    wanted = rng.sample(rules, min(4, len(rules))) if english not in NO_SENTENCE else []
    if of == "person" and m != "embarazada":
        wanted = list(dict.fromkeys([*OF_PERSONS[:2], *wanted]))[:5]
    for one, other in wanted:
        found.append((capital(one.format(e=english)), capital(other.format_map(forms))))
    return found


def pairs() -> list[tuple[str, str]]:
    """All pairs, English and Spanish, the same each time; a source stands once."""
    nouns, adjectives = rows("nouns.tsv"), rows("adjectives.tsv")
    spanish = {row[0]: row[2] for row in nouns}
    # A word that is two things (light, cold, glasses) is not given alone.
    both = {row[0] for row in adjectives if spanish.get(row[0], row[1]) != row[1]}
    plurals = {row[1] for row in nouns if spanish.get(row[1], row[3]) != row[3]}
    found: dict[str, str] = {}
    for row in nouns:
        rng = random.Random(f"{SEED} noun {row[0]}")
        clash = both | (plurals if row[5] != "plural" else set())
        for source, target in noun_pairs(rng, row, clash):
            found.setdefault(source, target)
    for row in adjectives:
        rng = random.Random(f"{SEED} adjective {row[0]}")
        for source, target in adjective_pairs(rng, row, both):
            found.setdefault(source, target)
    return list(found.items())


def check() -> None:
    """Raises AssertionError where a table or a pair is not as it should be."""
    for name, wide in (("nouns.tsv", 6), ("adjectives.tsv", 5)):
        seen = set()
        for row in rows(name):
            assert len(row) == wide and all(row), row
            assert row[0] not in seen, row[0]
            seen.add(row[0])
            for cell in row:
                assert cell == unicodedata.normalize("NFC", cell) == cell.strip(), row
                assert re.fullmatch(r"[^\W\d_]+(?:[ '-]+[^\W\d_]+)*'?|-", cell), row
            if name == "nouns.tsv":
                assert row[4] in "mf", row
    for source, target in pairs():
        assert "{" not in source + target and "/" not in target, (source, target)
        assert source[-1:] in ".?!" or target[-1:] not in ".?!", (source, target)
        assert (source[-1] == "?") == target.startswith("¿") or "," in target, (source, target)


if __name__ == "__main__":
    check()
    every = pairs()
    print(
        f"{len(rows('nouns.tsv'))} nouns, {len(rows('adjectives.tsv'))} adjectives, {len(every)} pairs"
    )
    for pair in random.Random(1).sample(every, int(sys.argv[1]) if len(sys.argv) > 1 else 0):
        print(*pair, sep="\t")
