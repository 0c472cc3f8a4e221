"""Simulations that hold intervals and tests to what they promise; each module here becomes a page in docs/calibration/.

To add one, put a module here with

- a docstring whose first line says in a sentence what is held to what (it stands in the list of pages),
- ``TITLE``, the page's heading,
- ``section(run: Run) -> str``, the body of the page as Markdown, without the heading.

Every simulated survey goes through ``run.repeat(name, job, task, surveys)`` (see :class:`benchmarks._run.Run`): seeded,
on as many processes as asked for, and kept under ``build/calibration/`` block by block, so that a run that was broken
off goes on where it stopped, as long as no source file of the package or of the benchmarks has changed. ``job`` takes
(generator, task) and returns a tuple of numbers, NaN where a fit failed; it stands at the top level of its module.
:func:`benchmarks._run.share` writes a share with its Monte Carlo error.

A quick look: ``python -m benchmarks.calibration NAME --surveys 50`` writes that page alone, and the page says how many
surveys it rests on. All of it together stays under half an hour on two idle cores: give a module a few minutes at most.
"""
