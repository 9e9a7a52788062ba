"""Groups of nouns that a kind of nouns.tsv is too coarse for: what can be said of a shoe but not of
an engine.
"""

from __future__ import annotations


def these(text: str) -> frozenset[str]:
    """The words and expressions between the commas."""
    return frozenset(" ".join(item.split()) for item in text.split(","))


# Of time.
MONTHS = these("""
    January, February, March, April, May, June, July, August, September, October, November,
    December
""")
DAYS = these("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday")

# This, next and last mean something else with these: last night is anoche.
DAY_PARTS = these("morning, afternoon, night, moment, second, minute, hour, quarter of an hour")
DAY_ROUND = these("morning, afternoon, night")

# Said without the in English.
NO_ARTICLE = these("Christmas, Easter, New Year's Eve, Christmas Eve, midnight, midday, dawn, dusk")
MEALS = these("breakfast, lunch, dinner")

# One goes to these, and they have a time.
EVENTS = these("""
    concert, exhibition, party, wedding, funeral, christening, ceremony, meeting, interview,
    debate, conference, course, class, exam, competition, championship, festival, picnic,
    birthday party, job interview, football match, demonstration
""")

# Counted rather than owned.
UNITS = these("""
    metre, kilometre, centimetre, gram, kilo, litre, mile, dozen, euro, cent, dollar, pound
""")

# Nouns that mean only the one: the sun, the future.
THE = these("""
    future, past, environment, economy, weather, truth, smoke, horizon, countryside, climate
""")

# Nobody likes, wants or praises these.
UNWANTED = these("""
    sadness, anger, hatred, envy, shame, loneliness, boredom, violence, laziness, hunger,
    thirst, bad luck, stress, poverty, unemployment, tiredness, pain, traffic
""")

# Illnesses for which one takes something.
TREATED = these("""
    cold, cough, headache, stomach ache, toothache, sore throat, backache, earache, migraine,
    allergy, infection, rash, insect bite
""")

# Nobody buys or admires these.
PARTS = these("""
    floor, wall, ceiling, roof, chimney, fireplace, step, handrail, fence, gate, letterbox,
    light switch, doorbell, lift, fountain
""")

# No my or your before these; not with where, here, these.
NOT_MINE = these("stairs, outskirts, surroundings, goods, traffic rules, congratulations")
NOT_HERE = these("holidays, summer holidays, savings, congratulations")

# Oftener something else when alone: a verb, an adverb.
NOT_ALONE = these("""
    play, look, fly, cook, stay, walk, lie, drink, laugh, call, visit, swallow, saw, order, can,
    help, rest, sleep, train, second, right, point, end, change, match
""")

# Goes with bread.
WITH_BREAD = these("""
    butter, cheese, ham, jam, oil, honey, meat, garlic, tuna, salmon, fruit, chocolate, bacon,
    olive oil, goat cheese, strawberry jam, dark chocolate, margarine, seafood
""")

# Worn in pairs.
PAIRED = these("""
    glove, sock, stocking, shoe, boot, trainer, sandal, slipper, flip-flop, high heel,
    rain boot, hiking boot
""")

# A person has one; nobody says it in the plural. The first word of a part of the body.
ONE = these("""
    head, face, forehead, nose, mouth, tongue, throat, neck, back, chest, stomach, belly, waist,
    heart, liver, brain, chin, jaw, spine, left, right
""")

# Places: one is in a room; an area has a name and is on the map.
ROOMS = these("""
    room, bedroom, bathroom, kitchen, hall, corridor, attic, cellar, basement, garage, garden,
    balcony, terrace, courtyard, classroom, laboratory, barn, stable, house, flat, office,
    living room, dining room, waiting room, meeting room
""")
AREAS = these("""
    country, city, capital, village, region, province, suburb, neighbourhood, place, street,
    avenue, road, path, square, bridge, castle, palace, tower, monument, field, home town,
    old town, main square, vineyard, orchard, building, skyscraper, corner, border, address,
    roundabout, crossroads, tunnel, city centre
""")

# Things that are part of another.
FIXED = these("""
    engine, brake, pedal, headlight, pipe, tile, brick, nail, screw, bolt, wire, spring, knob,
    net
""")

# Said of men only, or with another word for a woman in the table.
MEN = these("""
    postman, fisherman, waiter, actor, businessman, priest, monk, tailor, builder, bricklayer
""")
