"""A small release of occupations in the shape of O*NET's text files, and figures, for tests.

Codes and official titles are facts; the other titles are everyday words for the work.
"""

from pathlib import Path

import openpyxl

from plugins.jobclasses.service import onetfiles

README = "O*NET 27.0 Database\nAugust 2022 Release\n"
WORK = {
    "27-4032.00": ("Film and Video Editors", "Film Editor;Video Editor;Cutter;Editor;News Video "
                   "Editor;Trailer Editor;Offline Editor;Online Editor", "Cut scenes together"),
    "27-4014.00": ("Sound Engineering Technicians", "Sound Mixer;Audio Engineer;Recording Engineer;"
                   "Boom Operator;Sound Editor;Dialogue Mixer;Foley Mixer", "Record and mix sound"),
    "27-4031.00": ("Camera Operators, Television, Video, and Film", "Camera Operator;Cameraman;"
                   "Steadicam Operator;Cinematographer;Studio Camera Operator", "Operate cameras"),
    "27-4015.00": ("Lighting Technicians", "Lighting Technician;Gaffer;Light Technician;Stage "
                   "Electrician;Lighting Operator;Spotlight Operator", "Set up lights"),
    "27-1014.00": ("Special Effects Artists and Animators", "Animator;3D Artist;Effects Artist;"
                   "Digital Animator;Storyboard Artist;Layout Artist", "Make animation"),
    "39-3092.00": ("Costume Attendants", "Wardrobe Supervisor;Dresser;Costumer;Wardrobe Attendant;"
                   "Costume Shop Assistant", "Care for costumes"),
    "39-5091.00": ("Makeup Artists, Theatrical and Performance", "Makeup Artist;Special Effects "
                   "Makeup Artist;Prosthetic Artist;Face Painter", "Apply makeup"),
    "29-1141.00": ("Registered Nurses", "Registered Nurse;Staff Nurse;Charge Nurse;School Nurse;"
                   "Emergency Room Nurse;Clinic Nurse", "Care for patients"),
    "43-3031.00": ("Bookkeeping, Accounting, and Auditing Clerks", "Accounting Clerk;Bookkeeper;"
                   "Accounts Payable Clerk;Account Clerk;Billing Clerk", "Post accounts"),
    "15-1252.00": ("Software Developers", "Software Engineer;Software Developer;Application "
                   "Developer;Machine Learning Engineer;Systems Engineer", "Write programs"),
    "53-3032.00": ("Heavy and Tractor-Trailer Truck Drivers", "Truck Driver;Tractor Trailer Driver;"
                   "Delivery Truck Driver;Line Haul Driver", "Drive trucks"),
    "47-2031.00": ("Carpenters", "Carpenter;Finish Carpenter;Set Carpenter;Framing Carpenter;"
                   "Construction Carpenter;Carpenter Foreman", "Build from wood"),
}  # fmt: skip


def _table(path: Path, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    lines = ["\t".join(row) for row in (columns, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write(folder: Path, number: str = "27.0", work: dict[str, tuple[str, str, str]] = WORK) -> Path:
    """Write a release into `folder`; gives the folder."""
    folder.mkdir(exist_ok=True)
    (folder / onetfiles.README).write_text(README.replace("27.0", number))
    alternate, reported, tasks, technology, related = [], [], [], [], []
    codes = sorted(work)
    for code, (_title, titles, task) in sorted(work.items()):
        for place, title in enumerate(titles.split(";")):
            if place % 3 == 2:
                reported.append((code, title, "Y"))
            else:
                alternate.append((code, title, "n/a", "08"))
        tasks.append((code, "1", f"{task} with care for the {task.split()[-1]}.", "Core"))
        technology.append((code, f"{task} software", "1", "Software", "N"))
        related.append((code, codes[codes.index(code) - 1], "Primary-Short", "1"))
    names = onetfiles.COLUMNS
    rows = [(code, title, f"{task}.") for code, (title, _t, task) in sorted(work.items())]
    _table(folder / onetfiles.OCCUPATIONS, names[onetfiles.OCCUPATIONS], rows)
    _table(folder / onetfiles.ALTERNATE, (*names[onetfiles.ALTERNATE], "Source(s)"), alternate)
    _table(folder / onetfiles.REPORTED, (*names[onetfiles.REPORTED], "Shown"), reported)
    order = (onetfiles.CODE, "Task ID", "Task", "Task Type")
    _table(folder / onetfiles.TASKS, order, tasks)
    order = (onetfiles.CODE, "Example", "Commodity Code", "Commodity Title", "Hot Technology")
    _table(folder / onetfiles.TECHNOLOGY, order, technology)
    _table(folder / onetfiles.RELATED, (*names[onetfiles.RELATED], "Index"), related)
    return folder


def write_figures(folder: Path, *, sheet: str = "IG AIOE") -> Path:
    """Write one CSV file and one XLSX file of figures into `folder`; gives the folder."""
    folder.mkdir(exist_ok=True)
    ratings = [f"{who}_rating_{p}" for who in ("dv", "human") for p in ("alpha", "beta", "gamma")]
    lines = [",".join((onetfiles.CODE, "Title", *ratings))]
    for place, code in enumerate(sorted(WORK)):
        share = place / len(WORK)
        lines.append(",".join((code, f'"{WORK[code][0]}"', *[f"{share:.2f}"] * 6)))
    (folder / "occ_level.csv").write_text("\n".join(lines) + "\n")
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    page.append(("SOC Code", "Occupation Title", "Image Generation AIOE"))
    for place, code in enumerate(sorted(WORK)):
        page.append((code[:7] if code[:7] != "15-1252" else "15-1132", WORK[code][0], place / 4))
    page.append(("15-1133", "Software Developers, Systems Software", 1.5))
    page.append(("49-9093", "Fabric Menders, Except Garment", 0.1))
    book.save(folder / "image.xlsx")
    return folder
