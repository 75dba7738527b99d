"""Running an import from the first step to the last, as the pages do."""

from importing import job
from importing.committing import commit
from importing.models import Import


def checked(kind, content, name="list.csv", user=None, **decided):
    """An import whose rows have been checked."""
    batch = job.begin(kind, name, content, user)
    for field, value in decided.items():
        setattr(batch, field, value)
    job.start(batch, job.book_of(batch).sheet(batch.sheet if not batch.encoding else ""))
    finish_checking(batch)
    return batch


def finish_checking(batch):
    """Do step after step until all rows are checked."""
    for _ in range(1_000):
        if batch.state != Import.State.CHECKING:
            return
        job.step(batch)
    raise AssertionError("The check never ended.")


def imported(kind, content, name="list.csv", user=None, **decided):
    """An import that has been made."""
    batch = checked(kind, content, name, user, **decided)
    assert problems(batch) == []
    commit(batch, user)
    batch.refresh_from_db()
    return batch


def problems(batch):
    """Every problem: row number, column, words."""
    return [(row.number, *problem) for row in batch.rows.all() for problem in row.plan.problems]


def outcomes(batch):
    """The outcome of every row in order."""
    return [row.outcome for row in batch.rows.all()]
