"""The secret key: given, or made once and kept to oneself."""

from concurrent.futures import ThreadPoolExecutor

from environ import Env

from config.secret import secret_key


def test_it_is_made_once_and_only_its_owner_reads_it(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    home = tmp_path / "home"
    made = secret_key(Env(), home)
    assert len(made) >= 50
    assert (home / "secret_key").stat().st_mode & 0o777 == 0o600
    assert secret_key(Env(), home) == made


def test_many_first_starts_at_one_instant_agree(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    home = tmp_path / "home"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_key(Env(), home), range(32)))
    assert len(keys) == 1
    assert sorted(path.name for path in home.iterdir()) == ["logs", "secret_key"]


def test_a_given_key_is_taken_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    assert secret_key(Env(), tmp_path / "home") == "given"
    assert not (tmp_path / "home").exists()


def test_a_key_in_a_file_is_read(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    (tmp_path / "mounted").write_text("from a file\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "mounted"))
    assert secret_key(Env(), tmp_path / "home") == "from a file"
