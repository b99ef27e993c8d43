"""What README promises for the first five minutes works as it stands there, word for word."""

import asyncio
import json
import re
from pathlib import Path

from tests.journeys.deployment import running

README = (Path(__file__).parents[2] / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


async def test_the_first_five_minutes(home: Path, tmp_path: Path) -> None:
    """The requests of README, typed into a shell, keep books; its CSV and mapping import three invoices."""
    async with running(home) as deployment:
        # ---- a key, and the requests one after the other; each prints its answer on a line
        requests = "\n".join(block for block in blocks("sh") if "ask" in block)
        requests = requests.replace("~/.huikuan", str(home)).replace("http://127.0.0.1:8080", deployment.address)
        shell = await asyncio.create_subprocess_exec(
            "bash", "-euc", requests, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        printed, complaints = await shell.communicate()
        assert shell.returncode == 0, complaints
        answers = [json.loads(line) for line in printed.splitlines() if line]

        # ---- the invoice is paid in part; the document is found by its number, slash and all
        open_items, invoice = answers[-2:]
        assert [item["open"] for item in open_items["items"]] == ["69.00"]
        assert (invoice["number"], invoice["open"], invoice["applied"][0]["rule"]) == (
            "2026/0017",
            "69.00",
            "reference",
        )

        # ---- the CSV file and its mapping
        (tmp_path / "books.csv").write_text(blocks("csv")[0])
        (tmp_path / "books.toml").write_text(blocks("toml")[0])
        code, said = await deployment.huikuan("import", f"{tmp_path}/books.toml", f"{tmp_path}/books.csv")
        assert code == 0, said
        # Two customers, three invoices, two payments.
        assert "3 rows: 7 documents accepted, 0 known already, 0 rows not taken." in said
