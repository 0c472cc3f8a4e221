"""Speed beside the peers, measured side by side in one run; coverage and rejection rates by simulation.

``python -m benchmarks [NAME ...]`` runs the benchmarks: every module of this folder that is not private, by its
``main()``. ``python -m benchmarks calibration`` (``make calibrate``) runs every module in
:mod:`benchmarks.calibrations`; how to add one stands there.
"""
