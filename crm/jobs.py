"""Work that the worker does. Arguments are ids only: they are kept in clear."""

from procrastinate.contrib.django import app


@app.task(name="crm.import_file")
def import_file(job_id: int) -> None:
    from crm.importing.job import run_import  # here: web processes that only queue need no reader

    run_import(job_id)


def queue_import(job_id: int) -> None:
    """Have the worker run it once this transaction is committed; a job that was stopped may be queued again."""
    import_file.configure(lock=f"import-{job_id}").defer(job_id=job_id)
