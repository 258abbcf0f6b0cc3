"""A roster of fictional people with the columns and the mistakes of real ones."""

import csv
import random
from pathlib import Path

FIRST = """Ana Bea Chidi Dora Eli Femi Gus Hana Ines Joan Kofi Lia Moe Noor Ola Pia Quinn Rosa Sam
Tia Uma Vic Wes Xandra Yara Zoë Björn Łucja Renée Siobhán""".split()
LAST = """Alvarez Brandt Chen Dubois Eze Fontaine García Hall Ito Jones Kowalski Moreau Nguyen
O'Brien Park Quist Rossi Singh Tanaka Urban Weiss Young Okafor Petrov Larsen Haddad Silva""".split()
PLACES = (
    ("Wardrobe", "Dresser"), ("Wardrobe", "Stitcher"), ("Hair", "Wig artisan"),
    ("Make-up", "Make-up artist"), ("Laundry", "Laundry attendant"),
)  # fmt: skip
SHIFTS = ("Matinee", "Evening", "Maintenance")
HEADERS = (
    "Employee ID|Last Name|First Name|Cell Phone|Personal Email|Work Location|Department|Shift|"
    "Job Classification|Hire Date|Support (1-5)"
).split("|")
PROBLEMS = (
    (3, "555"), (3, "not given"), (4, "nobody at example"), (9, "31/31/2020"), (9, "soon"),
    (10, "seven"), (10, "9"), (4, "a@@example.org"),
)  # fmt: skip


def write(
    path: Path, count: int, problems: int, *, employer: str, seed: int = 7, first: int = 1
) -> Path:
    """A CSV file of `count` people of whom `problems` rows cannot be taken as they are."""
    rng = random.Random(seed)
    bad = set(rng.sample(range(count), problems))
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(HEADERS)
        for n in range(count):
            row = _row(n + first, rng, employer)
            if n in bad:
                column, text = PROBLEMS[n % len(PROBLEMS)]
                row[column] = text
            writer.writerow(row)
    return path


def _row(n: int, rng: random.Random, employer: str) -> list[str]:
    first, last = rng.choice(FIRST), f"{rng.choice(LAST)}-{rng.choice(LAST)}"
    department, job = rng.choice(PLACES)
    day = f"{rng.randint(1, 12):02}/{rng.randint(13, 28)}/{rng.randint(1995, 2025)}"
    level = rng.choice(("", "", "", "1", "2", "3"))
    phone = f"(212) 55{5 + n // 10000}-{n % 10000:04}"
    email = f"worker{n}@example.org"
    shift = rng.choice(SHIFTS)
    return [f"E{n:05}", last, first, phone, email, employer, department, shift, job, day, level]
