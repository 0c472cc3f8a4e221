"""The models that we and R are compared on, as text that both read."""

from __future__ import annotations

from tests.reference.data import load

HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"

POLITICAL = """
ind60 =~ x1 + x2 + x3
dem60 =~ y1 + y2 + y3 + y4
dem65 =~ y5 + y6 + y7 + y8
dem60 ~ ind60
dem65 ~ ind60 + dem60
y1 ~~ y5
y2 ~~ y4 + y6
y3 ~~ y7
y4 ~~ y8
y6 ~~ y8
"""

BFI = "\n".join(f"{trait} =~ " + " + ".join(f"{trait}{i}" for i in range(1, 6)) for trait in "ACENO")


def survey() -> str:
    """Eight factors on the 65 items of the simulated survey."""
    items = [c for c in load("survey65").columns if c != "school"]
    return "\n".join(f"f{k} =~ " + " + ".join(c for c in items if c.startswith(f"d{k}_")) for k in range(1, 9))


LABELS = """
visual =~ x1 + a*x2 + a*x3
textual =~ NA*x4 + x5 + 0.9*x6
textual ~~ 1*textual
speed =~ x7 + b*x8 + c*x9
b == 2*c - 1
ratio := a/b
total := ratio + sqrt(c)
"""

PER_GROUP = "visual =~ x1 + c(0.5, 0.6)*x2 + c(a, b)*x3\ntextual =~ x4 + c(d, d)*x5 + x6"

COVARIATES = "textual =~ x4 + x5 + x6\ntextual ~ x2 + x3 + ageyr"

PATH = "x1 ~ x2 + x3\nx4 ~ x1 + ageyr\nx9 ~ x4 + x1"

DIRECT = "textual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\nspeed ~ textual + ageyr\nx5 ~ ageyr"
