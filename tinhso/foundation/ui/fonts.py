"""The fonts of the screen, cut from the font wheels to the letters this house writes.

Be Vietnam Pro has no tabular figures, so its digits are also cut into a family of their own, all of one
width; tables put that family first. Cutting takes a few seconds once; afterwards the files are kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from tinhso.kernel.files import write_durably

DIGITS = frozenset(range(0x30, 0x3A))
VIETNAMESE = frozenset(
    [
        *range(0x20, 0x7F),
        *range(0xA0, 0x180),
        0x1A0,
        0x1A1,
        0x1AF,
        0x1B0,
        0x2C6,
        0x2DA,
        0x2DC,
        0x300,
        0x301,
        0x302,
        0x303,
        0x306,
        0x309,
        0x31B,
        0x323,
        *range(0x1EA0, 0x1EFA),
        *range(0x2010, 0x2015),
        *range(0x2018, 0x201F),
        0x2022,
        0x2026,
        0x2030,
        0x2032,
        0x2033,
        0x2039,
        0x203A,
        0x20AB,
        0x20AC,
        0x2122,
        0x2212,
        0x2248,
        0x2260,
        0x2264,
        0x2265,
    ]
)
KHMER = frozenset(
    [0x20, 0xA0, 0x200B, 0x200C, 0x200D, 0x25CC, *range(0x1780, 0x1800), *range(0x19E0, 0x1A00)]
)


@dataclass(frozen=True)
class Cut:
    """One file to make: from which wheel and face, for which letters."""

    name: str
    wheel: str
    face: str
    letters: frozenset[int]
    equal_widths: bool = False


RECIPE = 2  # raise it when the way of cutting changes
BE_VIETNAM = "fontpkg_be_vietnam_pro"
WEIGHTS = {400: "Regular", 500: "Medium", 600: "SemiBold"}
CUTS = (
    *(
        Cut(f"be-vietnam-{weight}", BE_VIETNAM, f"BeVietnamPro-{face}.ttf", VIETNAMESE)
        for weight, face in WEIGHTS.items()
    ),
    *(
        Cut(f"figures-{weight}", BE_VIETNAM, f"BeVietnamPro-{face}.ttf", DIGITS, True)
        for weight, face in WEIGHTS.items()
    ),
    Cut("khmer", "fontpkg_noto_sans_khmer", "NotoSansKhmer[wdth,wght].ttf", KHMER),
)


def build(folder: Path) -> list[Path]:
    """Make the font files that are not yet in `folder`, and return all of them.

    A file's name stays; the recipe (wheel versions and letters) is kept beside it, and another recipe
    makes the files anew.
    """
    recipe = repr([RECIPE, *((cut.name, cut.face, version(cut.wheel), sorted(cut.letters)) for cut in CUTS)])
    kept = folder / "recipe.txt"
    paths = [folder / f"{cut.name}.woff2" for cut in CUTS]
    if kept.exists() and kept.read_text() == recipe and all(path.exists() for path in paths):
        return paths
    folder.mkdir(parents=True, exist_ok=True)
    for cut, path in zip(CUTS, paths, strict=True):
        write_durably(path, _make(cut), mode=0o644)
    kept.write_text(recipe)
    return paths


def _make(cut: Cut) -> bytes:
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    source = files(cut.wheel) / "files" / cut.face
    font = TTFont(BytesIO(source.read_bytes()))
    options = subset.Options(layout_features=["*"], hinting=False, name_IDs=[0, 1, 2, 3, 4, 6, 13, 14])
    options.drop_tables += ["DSIG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=cut.letters)
    cutter.subset(font)
    if "fvar" in font:
        font = instantiateVariableFont(font, {"wdth": 100, "wght": (400, 400, 600)})
    if cut.equal_widths:
        _set_equal_widths(font)
    font.flavor = "woff2"
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def _set_equal_widths(font: Any) -> None:
    """Give every digit one width, the room shared left and right.

    The middle width is taken: the widest would set a `1` adrift.
    """
    names = [font.getBestCmap()[digit] for digit in sorted(DIGITS)]
    metrics, glyphs = font["hmtx"], font["glyf"]
    width = sorted(metrics[name][0] for name in names)[len(names) // 2]
    for name in names:
        advance, bearing = metrics[name]
        shift = (width - advance) // 2
        glyphs[name].coordinates.translate((shift, 0))
        glyphs[name].recalcBounds(glyphs)
        metrics[name] = (width, bearing + shift)
    for table in ("GPOS", "GSUB"):
        if table in font:
            del font[table]


class FontFinder(BaseFinder):
    """Static files finder: the fonts, made when they are first asked for and kept under `var/`."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(settings.VAR) / "fonts"
        self.storage = FileSystemStorage(location=self.folder)
        self.storage.prefix = "ui/fonts"  # type: ignore[attr-defined]
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        folder, _, name = path.rpartition("/")
        if folder != "ui/fonts" or not name.endswith(".woff2"):
            return []
        found = [str(made) for made in build(self.folder) if made.name == name]
        return found if find_all else (found[0] if found else [])

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for path in build(self.folder):
            yield path.name, self.storage
