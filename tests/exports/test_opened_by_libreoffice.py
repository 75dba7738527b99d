"""Files as a program that knows nothing of us reads them: LibreOffice opens each, and its cells are ours."""

import csv
import io
import shutil
import subprocess

import pytest

from exports.columns import columns_of
from exports.guard import restored
from tests.cast import KINDS

pytestmark = [
    pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed"),
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.usefixtures("content"),
]
# The first sheet as CSV: separated by commas, in UTF-8, every cell in quotation marks and as it is shown.
FIRST_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,1"


def downloaded(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def opened(files, to, folder):
    """What LibreOffice makes of these files, by the first part of their names."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", str(folder / "out")]
    subprocess.run([*command, *(str(folder / name) for name in files)], check=True, capture_output=True, timeout=300)
    return {path.name.partition("-")[0].partition(".")[0]: path.read_bytes() for path in (folder / "out").iterdir()}


def rows(file):
    """The rows of a CSV file, by column; when a file was made is its own."""
    found = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))
    return [{name: said for name, said in row.items() if name != "exported_at"} for row in found]


def grouped(kind, rows):
    """The rows as a text document has them: under the headings of the column that groups them, where there is one."""
    column = next((column for column in columns_of(kind) if column.groups), None)
    return sorted(rows, key=lambda row: list(column.groups).index(row[column.name])) if column else rows


@pytest.mark.parametrize("word", ["xlsx", "ods"])
def test_a_workbook_holds_the_cells_of_the_csv_file(client, word, tmp_path):
    files = {f"{kind.__name__}.{word}": downloaded(client, f"{kind.list_url()}?format={word}") for kind in KINDS}
    found = opened(files, FIRST_SHEET, tmp_path)
    for kind in KINDS:
        # Only CSV keeps a cell from becoming a formula by an apostrophe.
        said = rows(downloaded(client, f"{kind.list_url()}?format=csv"))
        assert rows(found[kind.__name__]) == [{name: restored(cell) for name, cell in row.items()} for row in said]


def test_a_word_file_holds_every_title_and_summary_in_order(client, tmp_path):
    files = {f"{kind.__name__}.docx": downloaded(client, f"{kind.list_url()}?format=docx") for kind in KINDS}
    found = opened(files, "txt:Text (encoded):UTF8", tmp_path)
    for kind in KINDS:
        said, place = " ".join(found[kind.__name__].decode("utf-8-sig").split()), 0
        for row in grouped(kind, rows(downloaded(client, f"{kind.list_url()}?format=csv"))):
            for words in (row["title"], row["summary"]):
                place = said.index(" ".join(words.split()), place)


def test_an_action_plan_keeps_its_table_in_word_and_excel(client, tmp_path):
    address = "/recommendations/?layout=action-plan&format="
    csv_rows = rows(downloaded(client, "/recommendations/?format=csv"))
    sheet = opened({"Plan.xlsx": downloaded(client, address + "xlsx")}, FIRST_SHEET, tmp_path)["Plan"]
    assert [row["Reference"] for row in rows(sheet)] == [row["reference"] for row in csv_rows]
    page = opened({"Page.docx": downloaded(client, address + "docx")}, "html", tmp_path)["Page"].decode()
    assert all(row["reference"] in page for row in csv_rows)
