"""Files named by what is in them."""

import re
from pathlib import Path

from config.static import NamedByContent
from frontend.sheets import SHEETS, TOGETHER
from tests.config.homes import CHECKOUT


def test_a_script_imports_another_by_the_name_its_page_loads_it_by(tmp_path: Path) -> None:
    storage = NamedByContent(location=str(tmp_path))
    told = {
        "frontend/js/one.js": 'import { two } from "./two.js";',
        "frontend/js/two.js": "export const two = 2;",
        "others/one.js": 'import { two } from "./gone.js";',
    }
    for name, text in told.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    for _name, _hashed, done in storage.post_process({name: (storage, name) for name in told}):
        assert not isinstance(done, Exception)
    one, two = storage.hashed_files["frontend/js/one.js"], storage.hashed_files["frontend/js/two.js"]
    assert (tmp_path / one).read_text() == f'import {{ two }} from "./{Path(two).name}";'


def test_the_style_sheets_become_one_in_their_order(tmp_path: Path) -> None:
    """One that is gone is noticed when files are collected, not on a page."""
    storage = NamedByContent(location=str(tmp_path))
    for number, name in enumerate(SHEETS):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f".sheet-{number} {{ top: 0 }}", encoding="utf-8")
    list(storage.post_process({name: (storage, name) for name in SHEETS}))
    text = (tmp_path / storage.hashed_files[TOGETHER]).read_text()
    assert re.findall(r"sheet-(\d+)", text) == [str(number) for number in range(len(SHEETS))]


def test_every_style_sheet_is_in_it() -> None:
    """But for those that one page alone loads."""
    folder = CHECKOUT / "frontend/static"
    there = {str(path.relative_to(folder)) for path in folder.rglob("*.css")}
    assert there - set(SHEETS) == {"frontend/css/screens/kit.css"} and len(set(SHEETS)) == len(SHEETS)
    assert not any("url(" in (folder / name).read_text() for name in SHEETS), "an address would lead elsewhere"
