"""Whom clips can be assigned to in a new local stack: made-up people."""

from typing import Final

NAMES: Final = {
    "anna.kowalska": "Anna Kowalska",
    "anna.lindqvist": "Anna Lindqvist",
    "anna.sorensen": "Anna Sørensen",
    "anne-marie.dubois": "Anne-Marie Dubois",
    "ayse.celik": "Ayşe Çelik",
    "bjork.jonsdottir": "Björk Jónsdóttir",
    "carlos.gomez": "Carlos Gómez",
    "carlos.mendes": "Carlos Mendes",
    "chidi.okafor": "Chidi Okafor",
    "chloe.martin": "Chloé Martin",
    "dinh.anh.tuan": "Đinh Anh Tuấn",
    "elif.demir": "Elif Demir",
    "fatima.el.amrani": "Fatima El Amrani",
    "francois.lefevre": "François Lefèvre",
    "georgios.papadakis": "Γιώργος Παπαδάκης",
    "hana.novakova": "Hana Nováková",
    "haruto.sato": "佐藤 陽翔",
    "ines.da.silva": "Inês da Silva",
    "ivan.petrov": "Иван Петров",
    "jan.de.vries": "Jan de Vries",
    "jan.novak": "Jan Novák",
    "joao.pedro.santos": "João Pedro Santos",
    "jose.luis.ibanez": "José Luis Ibáñez",
    "jurgen.muller": "Jürgen Müller",
    "kenji.watanabe": "Kenji Watanabe",
    "lars.ostergaard": "Lars Østergaard",
    "leila.haddad": "Leila Haddad",
    "ludwig.van.beek": "Ludwig van Beek",
    "maria.del.carmen.ruiz": "María del Carmen Ruiz",
    "maria.ionescu": "Maria Ionescu",
    "maria.rossi": "Maria Rossi",
    "mate.horvath": "Máté Horváth",
    "niamh.obrien": "Niamh O'Brien",
    "noor.van.den.berg": "Noor van den Berg",
    "priya.raghunathan": "Priya Raghunathan",
    "siobhan.mccarthy": "Siobhán McCarthy",
    "stefan.grossmann": "Stefan Großmann",
    "thandiwe.nkosi": "Thandiwe Nkosi",
    "wei.chen": "Wei Chen",
    "zoe.garcia-lopez": "Zoë García-López",
}
"""Display names by id; several share a first name, as people do."""


def address(user_id: str) -> str:
    """Where mail for them would go; the domain is nobody's."""
    return f"{user_id}@example.org"
