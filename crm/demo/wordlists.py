"""The words fictional people and workplaces are made of: names, trades, houses, tags.

Names are common ones of several cultures, put together at random; employers and houses are
invented. How they are combined is in `generator`.
"""

from dataclasses import dataclass

FIRST_NAMES = (
    "Adaeze Aiko Alejandra Amara Amina Anders Andre Anjali Anna Antonio Arturo Ayumi Beatriz Ben "
    "Bilal Bianca Brigid Camila Carlos Chidi Chloé Claire Connor Daniela Darius Deepa Diego Dmitri "
    "Ebony Eileen Elena Eli Emeka Emiko Esperanza Fatima Felix Fiona Florence Gabriela Giovanni "
    "Grace Gustavo Hana Hassan Hiroshi Hye-jin Ibrahim Imani Ines Ingrid Isaac Ivan Jamal Jasmine "
    "Javier Jin Joaquín Josefa Joy Jun Kaito Kamala Karim Katarzyna Keisha Kenji Khadija Kofi "
    "Krzysztof Lakshmi Lamar Layla Leilani Lena Leticia Ling Lorenzo Lucia Luz Magdalena Malik "
    "Marcus María Marisol Mateo Mei Miguel Min-jun Miriam Mohammed Moses Nadia Naomi Natalia "
    "Nguyet Nia Nikos Noor Olga Omar Oscar Paolo Patricia Pedro Piotr Priya Quan Rafael Rashid "
    "Renée Rosa Ruth Sadia Sakura Samira Sanjay Sean Seo-yeon Sergio Shanice Siobhán Sofia "
    "Solomon Stella Sunita Takumi Tamika Teresa Thandiwe Thomas Tomás Tuan Valentina Vikram "
    "Wanjiru Wei Winston Xiomara Yasmin Yolanda Yuki Zainab Zeynep Zofia"
).split()
LAST_NAMES = (
    "Abara Abdi Acosta Adeyemi Afolabi Aguilar Ahmed Álvarez Amari Andersen Aoki Arslan Asante "
    "Ávila Bajwa Baptiste Barbosa Barros Begum Bello Bhatt Bianchi Boateng Bondarenko Byrne "
    "Cabrera Calloway Castellanos Chatterjee Chavez Choi Cohen Contreras Costa Dąbrowski "
    "Delacroix Demir Desrosiers Diallo Dimitriou Doyle Duarte Edwards Eriksen Escobar Eze "
    "Fairweather Farah Ferrari Fitzgerald Flores Fonseca Fujimoto Gallagher Gebre Ghosh Goldberg "
    "Greenfield Guerrero Gutiérrez Haddad Hakimi Hall Hansen Harper Hernández Hidalgo Hossain "
    "Hughes Hussein Ibarra Iyer Jackson Jankowski Jean-Baptiste Jeong Johansson Joseph Kang Kapoor "
    "Katz Kaur Kawamoto Kelly Khalil Kim Kowalczyk Lambert Lang Lê Levin Li Lindqvist Lombardi "
    "Mahmoud Malhotra Marchetti Marín Markovic Mbeki Medina Mensah Meyer Montoya Morales Moreau "
    "Mukherjee Murphy Mwangi Nakamura Nascimento Ndiaye Nguyen Novak Núñez Nwosu O’Brien O’Connor "
    "Okafor Okonkwo Oliveira Ortega Osei Owens Öztürk Pacheco Papadakis Park Patel Pham Pierre "
    "Popescu Quispe Rahman Ramírez Rao Reyes Rinaldi Rivera Rosario Rossi Ruiz Saito Salazar "
    "Sandoval Santos Sato Schwartz Sharma Silva Singh Sokolov Soto Suzuki Tanaka Tekin Thompson "
    "Torres Tran Tsosie Vargas Vasquez Volkov Walker Washington Watanabe Williams Wójcik Wu "
    "Yamada Yang Yazzie Yılmaz Young Zamora Zhang Ziegler"
).split()
LANGUAGES = ("Spanish", "Mandarin", "Korean", "Polish", "Haitian Creole", "Arabic", "Tagalog")
PRONOUNS = ("she/her", "he/him", "they/them")

TRADES = {
    "Wardrobe": ("Dresser", "Stitcher", "Wardrobe supervisor", "Laundry person", "Draper"),
    "Hair and make-up": ("Hair stylist", "Make-up artist", "Wig maker"),
    "Props": ("Props person", "Prop maker", "Props buyer", "Armorer"),
    "Electrics": ("Electrician", "Board operator", "Followspot operator", "Rigging electrician"),
    "Carpentry": ("Carpenter", "Flyperson", "Deckhand", "Automation carpenter"),
    "Sound": ("Sound mixer", "A2", "Boom operator", "Playback operator"),
    "Front of house": ("Usher", "Ticket seller", "House manager", "Bartender"),
    "VFX": ("Compositor", "Roto artist", "Match mover", "VFX coordinator", "Lighting artist"),
    "Grip": ("Grip", "Dolly grip", "Rigging grip"),
    "Scenic": ("Scenic artist", "Painter", "Sculptor"),
    "Editing": ("Assistant editor", "Post coordinator", "Dialogue editor"),
    "Compositing": ("Compositor", "Senior compositor", "Lead compositor"),
    "Roto and paint": ("Roto artist", "Paint artist"),
    "Matchmove and layout": ("Match mover", "Layout artist"),
    "Animation": ("Animator", "Senior animator", "Crowd artist"),
    "Rigging": ("Rigger", "Creature TD"),
    "Modeling": ("Modeler", "Texture artist", "Groom artist"),
    "Look development": ("Look development artist", "Shader writer"),
    "Lighting": ("Lighting artist", "Lighting TD"),
    "FX": ("FX artist", "FX TD"),
    "Matte painting": ("Matte painter", "Concept artist"),
    "Editorial": ("VFX editor", "Assistant VFX editor"),
    "Production": ("VFX coordinator", "Production assistant", "Line producer"),
    "Pipeline": ("Pipeline TD", "Render wrangler", "Software developer"),
    "Machine learning": ("Dataset annotator", "AI compositing artist", "Prompt artist"),
}
SHIFTS = ("Day", "Night", "Swing", "Weekend")
STAGE = ("Wardrobe", "Hair and make-up", "Props", "Electrics", "Carpentry", "Sound", "Scenic")
SET = (*STAGE, "Grip", "Editing", "VFX")
EFFECTS = (
    "Compositing", "Roto and paint", "Matchmove and layout", "Animation", "Rigging", "Modeling",
    "Look development", "Lighting", "FX", "Matte painting", "Editorial", "Production", "Pipeline",
    "Machine learning",
)  # fmt: skip
"""The departments of a visual-effects shop, the largest first or nearly so."""


@dataclass(frozen=True)
class House:
    """An invented employer: its share of the people, its worksites and its departments."""

    name: str
    share: int
    worksites: tuple[str, ...]
    departments: tuple[str, ...]
    shifts: tuple[str, ...] = SHIFTS
    sizes: tuple[int, ...] = ()
    """How large the departments are beside one another; equal where there are none."""


HOUSES = (
    House(
        "Marmalade Sky Effects",
        158,
        ("Marmalade Sky studio", "Marmalade Sky annex"),
        EFFECTS,
        ("Day", "Swing", "Night"),
        (16, 9, 7, 10, 4, 8, 5, 9, 8, 4, 4, 9, 6, 5),
    ),
    House("Quillfeather Pictures", 26, ("Quillfeather Stage 1", "Quillfeather Stage 4"), SET),
    House(
        "Larkspur Lane Playhouses",
        8,
        ("Larkspur Playhouse", "The Little Larkspur", "Larkspur scene shop"),
        (*STAGE, "Front of house"),
    ),
    House("Old Lantern Opera", 5, ("Old Lantern house",), (*STAGE, "Front of house")),
    House("Paper Moon Touring", 3, ("The Clockwork Heart tour",), STAGE),
)
TAGS = ("steward", "new hire", "bilingual", "safety committee", "festival crew", "apprentice")
STREETS = ("Footlight Street", "Gel Row", "Trapdoor Lane", "Proscenium Avenue", "Batten Court")
NOTES = (
    "Talked in the break room. Worried about hours.",
    "Wants to hear what the scanned costumes are used for.",
    "Has been here for years; others listen.",
    "Asked what happens after the cards are in.",
    "Prefers a text before a call.",
    "Would like to see the contract of the house across the street.",
    "Tired of learning about new tools from the press.",
)
AREA_CODES = (
    "201 202 203 205 206 207 208 209 212 213 214 215 216 217 218 219 224 225 228 229 231 234 "
    "239 240 248 251 252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 "
    "309 310 312 313 314 315 316 317 318 319 320 321 323 325 330 334 336 337 339 347 351 352 "
    "360 361 386 401 402 404 405 406 407 408 409 410 412 413 414 415 417 419 423 425 432 434 "
    "435 440 443 478 479 480 484 501 502 503"
).split()
"""100 area codes; with 555-0100 to 555-0199, which are assigned to nobody, 10,000 numbers."""
