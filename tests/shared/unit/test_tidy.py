"""A reader may rely on this in every file: a sentence at its head, imports on top, nothing of the writer's machine."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def findings(pattern: re.Pattern[str], *patterns: str) -> list[str]:
    """Every line that the expression matches, as file:line."""
    found: list[str] = []
    for path in tracked(*patterns):
        text = path.read_bytes().decode(errors="replace")
        found += [
            f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
            for number, line in enumerate(text.splitlines(), start=1)
            if pattern.search(line)
        ]
    return found


def without_gaps(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("_", ""))


@pytest.fixture(scope="module")
def modules() -> dict[str, ast.Module]:
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text()) for path in tracked("*.py")}


class TestEveryModule:
    def test_opens_with_one_sentence(self, modules: dict[str, ast.Module]) -> None:
        first_lines = {name: (ast.get_docstring(module) or "").split("\n")[0] for name, module in modules.items()}
        assert {name: line for name, line in first_lines.items() if not line.endswith((".", "?", "!"))} == {}

    def test_imports_on_top(self, modules: dict[str, ast.Module]) -> None:
        late = {
            f"{name}:{node.lineno}"
            for name, module in modules.items()
            for function in ast.walk(module)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        }
        assert late == set()

    def test_says_which_finding_of_a_checker_it_overrules(self) -> None:
        blanket = re.compile(r"#\s*(type:\s*ignore(?!\[)|pyright:\s*ignore(?!\[)|noqa(?!:))")
        assert findings(blanket, "*.py", ":!tests/shared/unit/test_tidy.py") == []


class TestNoFile:
    """The names are written with gaps here, or this file would be the first to be found."""

    def test_names_a_registry(self) -> None:
        hosts = "files.python_hosted.org py_pi.org registry.npm_js.org ma_ven.apache.org repo1.ma_ven.org"
        hosts += " deb.deb_ian.org index.cra_tes.io proxy.go_lang.org"
        assert findings(without_gaps(re.escape(hosts).replace(r"\ ", "|"))) == []

    def test_names_a_folder_of_the_machine_it_was_written_on(self) -> None:
        assert findings(without_gaps(r"(^|[^\w.])/(wo_rk|far_m|ro_ot|ho_me/[a-z]+|Us_ers)/[a-z]")) == []
