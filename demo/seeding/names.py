"""Invented names: random combinations of first names and surnames that are common among staff."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class NameGroup:
    """First names and surnames of one origin, with their share of the staff in per cent."""

    share: int
    women: str
    men: str
    surnames: str


GROUPS = (
    NameGroup(
        share=56,
        women="Anna Eva Maria Karin Kristina Lena Ingrid Marie Birgitta Monica Annika Susanne Åsa Ulrika "
        "Malin Sara Emma Johanna Elin Linda Sofia Ida Hanna Jenny Josefin Camilla Helena Carina Gunilla "
        "Cecilia Frida Madeleine Therese Pia Anneli Marianne Lisbeth Yvonne Rebecka Ebba Wilma Alva",
        men="Lars Anders Mikael Johan Per Erik Fredrik Jonas Henrik Stefan Magnus Peter Mattias Daniel "
        "Christer Jörgen Niklas Oskar Viktor Linus Simon Göran",
        surnames="Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson "
        "Pettersson Jonsson Jansson Hansson Bengtsson Lindberg Lindström Lindqvist Berg Bergström "
        "Lundgren Lundqvist Sandberg Forsberg Holm Holmgren Sjöberg Wallin Ekström Nyström Åberg Öberg "
        "Hedlund Söderlund Engström Blom Dahl Fransson Hellström Magnusson Isaksson Martinsson Ström",
    ),
    NameGroup(
        share=12,
        women="Fatima Zahra Maryam Noor Layla Rania Hiba Samira Amal Rana Nadia Salma Huda Iman",
        men="Ahmad Omar Yousef Khaled Hassan Bilal Karim Samir Tarek Mustafa",
        surnames="Hassan Ali Ahmad Mahmoud Khalil Saleh Haddad Nasser Hamdan Aziz Mansour Darwish Kassem",
    ),
    NameGroup(
        share=8,
        women="Hodan Ifrah Sahra Fartun Ayan Nimo Hibaq Deqa Ladan Idil",
        men="Abdi Yusuf Liban Guled Mahad Ismail",
        surnames="Mohamed Abdi Warsame Farah Jama Osman Yusuf Adan Nur Hersi",
    ),
    NameGroup(
        share=7,
        women="Amra Jasmina Selma Lejla Mirela Snezana Dragana Vesna Arta Blerta Vjosa",
        men="Emir Adnan Mirza Goran Zoran Besnik Arben",
        surnames="Begic Hodzic Kovacevic Petrovic Jovanovic Markovic Krasniqi Berisha Gashi Hoxha",
    ),
    NameGroup(
        share=5,
        women="Aino Tuula Päivi Marja Kirsi Satu Riitta",
        men="Timo Jari Pekka Antti",
        surnames="Virtanen Korhonen Mäkinen Nieminen Heikkinen Laine Koskinen Salonen",
    ),
    NameGroup(
        share=4,
        women="Shirin Parisa Mina Nasrin Leila Roya Azadeh",
        men="Reza Farhad Behrouz Kaveh",
        surnames="Karimi Ahmadi Hosseini Rezaei Moradi Jafari Rahimi",
    ),
    NameGroup(
        share=4,
        women="Selam Senait Feven Helen Rahwa Saba Luwam",
        men="Daniel Yonas Samuel Filmon Robel",
        surnames="Tesfay Haile Gebremedhin Tekle Berhane Kidane Mehari",
    ),
    NameGroup(
        share=4,
        women="Agnieszka Katarzyna Monika Joanna Beata Ewa",
        men="Piotr Tomasz Marek Pawel",
        surnames="Nowak Kowalska Wójcik Kaminska Zielinska Lewandowska",
    ),
)
WOMEN_IN_HUNDRED = 84


def invent_name(random: Random) -> tuple[str, str]:
    """Return a first name and a surname."""
    group = random.choices(GROUPS, weights=[group.share for group in GROUPS])[0]
    first_names = group.women if random.randrange(100) < WOMEN_IN_HUNDRED else group.men
    return random.choice(first_names.split()), random.choice(group.surnames.split())
