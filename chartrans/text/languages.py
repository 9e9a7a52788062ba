"""What languages are called: `English`, `ENG` and `en` are one."""

from __future__ import annotations

# code -> names that people give; only of languages that someone is likely to ask for by name. Any
# other is known by what a model's card calls it.
_NAMES = {
    "ar": ("ara", "arabic"),
    "ca": ("cat", "catalan", "català"),
    "cs": ("ces", "cze", "czech", "čeština"),
    "de": ("deu", "ger", "german", "deutsch"),
    "el": ("ell", "gre", "greek"),
    "en": ("eng", "english", "inglés", "ingles"),
    "eo": ("epo", "esperanto"),
    "es": ("spa", "spanish", "español", "espanol", "castellano", "castilian"),
    "eu": ("eus", "baq", "basque", "euskara"),
    "fi": ("fin", "finnish", "suomi"),
    "fr": ("fra", "fre", "french", "français", "francais"),
    "gl": ("glg", "galician", "galego"),
    "hu": ("hun", "hungarian", "magyar"),
    "it": ("ita", "italian", "italiano"),
    "ja": ("jpn", "japanese"),
    "la": ("lat", "latin"),
    "nl": ("nld", "dut", "dutch", "nederlands"),
    "pl": ("pol", "polish", "polski"),
    "pt": ("por", "portuguese", "português", "portugues"),
    "ro": ("ron", "rum", "romanian", "română"),
    "ru": ("rus", "russian"),
    "sv": ("swe", "swedish", "svenska"),
    "tr": ("tur", "turkish", "türkçe"),
    "uk": ("ukr", "ukrainian"),
    "zh": ("zho", "chi", "chinese"),
}
_CODES = {name: code for code, names in _NAMES.items() for name in names}


def language_code(name: str) -> str:
    """The code of a language, or what stands for one that is not known: the name in lower case.

    Two names mean the same language where this is the same.
    """
    plain = name.strip().casefold().replace("_", "-")
    return _CODES.get(plain, plain)
