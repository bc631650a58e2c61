"""Files named by what is in them."""

from pathlib import Path

from config.static import NamedByContent


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
