"""Stop words, which are too common to be useful in search."""

SWEDISH = frozenset(
    """
    alla allt att av blev bli blir blivit då de dem den denna deras dess dessa det detta dig din
    dina ditt dit du där därför då efter ej eller en er era ert ett fick finns från får för få
    gör göra gjort gå går ha hade han hans har hel henne hennes hon honom hos hur här i icke in inom
    inte jag ju kan kunde kunna lite man med mellan men mer mig min mina mitt mot mycket måste
    ni nu nån någon något några när och också om oss på redan samma sedan sen ska skall skulle så
    sådan sådana sådant själv sin sina sitt som till under upp ur ut utan vad var vara varför varit
    varje vars vart vem vi vid vilka vilkas vilken vilket vill våra vårt vara är åt även än
    """.split()  # noqa: SIM905 - a list of words reads best as words
)

ENGLISH = frozenset(
    """
    a an and are as at be by does for from how is it of on or that the to was what with
    """.split()  # noqa: SIM905 - as above
)

STOP_WORDS = SWEDISH | ENGLISH
