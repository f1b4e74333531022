"""Additions to the general dictionary for the vocabulary of care."""

# Three-letter parts accepted in compounds; other short words give splits such as "kon" + "takt".
TRUSTED_SHORT_PARTS = frozenset(
    """
    adl arm bad ben bil dag dos död fel fot gas hem hot hud hus hår ljud liv läs mat mun natt nöd
    oro rum råd rör sip sorg stöd syn sår säng tal tid tår vak vin öga öra
    """.split()  # noqa: SIM905 - a list of words reads best as words
)

# First parts that the dictionary lacks, with their base words.
FIRST_PARTS = {
    "brytpunkts": "brytpunkt",
    "kontaktmanna": "kontaktman",
    "sorge": "sorg",
    "undersköterske": "undersköterska",
    "ögon": "öga",
    "öron": "öra",
}

# Last parts that the dictionary lacks, in their base form.
LAST_PARTS = frozenset({"bemötande", "delegering", "omvårdnad", "skap", "sköterska", "team", "vård"})

# Words that give wrong splits as last parts: "sjuksköt(er)" + "skan".
NEVER_LAST = frozenset({"ande", "skan", "ska"})

# First parts without meaning of their own: "undersköterska" must not match "under".
NEVER_FIRST = frozenset(
    """
    all allt där efter fram från för före genom här hos inne inte med mellan mot någon samman själv
    till under upp utan över
    """.split()  # noqa: SIM905 - a list of words reads best as words
)

# Words, in their base form, that are no compounds, or whose parts have another meaning.
NEVER_SPLIT = frozenset(
    """
    anhörig ansvar avsked barmhärtig befolkning bemötande beslut besök boende borgmästare brukare
    demens distans dosett ersättning familj forskare forskaren förband församling genomgång
    genomförande grannen handledare handling handskas kastrull kollega kommun kontakt landskap
    ledning lärdom läkemedel medarbetare medicin människa närstående omsorg omtanke omvårdnad
    ordning patient personal personlig rollator rullator samarbete samtal samverkan sekreterare
    situation självständig språk symtom säkerhet tablett tillfälle trygghet tålamod undersköterska
    undersökning undervisning uppföljning uppgift utbildning utvärdering verksamhet verktyg värdighet
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
