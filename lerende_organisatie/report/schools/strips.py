"""The pictures on a school's pages, written as SVG: scores on a line from the lowest answer to the highest."""

from __future__ import annotations

from html import escape

WIDTH, HEIGHT = 260.0, 22.0
EDGE = 8.0
ACCENT, SOFT, RULE, WARM = "#0b5c68", "#5c6673", "#d5dae0", "#a8561c"
ROLE_COLOURS = ("#0b5c68", "#a8561c", "#5b4a8a", "#5c6673", "#8a7a1c", "#2f6f3e")


def place(value: float, scale: tuple[float, float]) -> float:
    """Where a value lies on the line.

    Parameters
    ----------
    value : float
    scale : tuple of float

    Returns
    -------
    float
        In units of the picture; a value beyond the scale lies on its end.
    """
    share = (value - scale[0]) / (scale[1] - scale[0])
    return EDGE + min(max(share, 0.0), 1.0) * (WIDTH - 2 * EDGE)


def score_strip(
    mean: float, lower: float, upper: float, others: float, threshold: float, scale: tuple[float, float], says: str
) -> str:
    """A school's mean with its margin, the other schools as a tick, the threshold as a dashed line.

    Parameters
    ----------
    mean, lower, upper, others, threshold : float
    scale : tuple of float
    says : str
        The same in words.

    Returns
    -------
    str
        SVG.
    """
    x, low, high, them, limit = (place(value, scale) for value in (mean, lower, upper, others, threshold))
    middle = HEIGHT / 2
    return (
        f"{_open(HEIGHT, says)}{_ticks(scale, HEIGHT)}"
        f'<line x1="{limit:.1f}" y1="1" x2="{limit:.1f}" y2="{HEIGHT - 1:.0f}" stroke="{SOFT}" stroke-width="1" '
        'stroke-dasharray="2 2"/>'
        f'<line x1="{low:.1f}" y1="{middle}" x2="{high:.1f}" y2="{middle}" stroke="{ACCENT}" stroke-width="5" '
        'stroke-opacity=".28" stroke-linecap="round"/>'
        f'<path d="M{them:.1f} {middle - 7:.1f}v14" stroke="{WARM}" stroke-width="2"/>'
        f'<circle cx="{x:.1f}" cy="{middle}" r="4.6" fill="{ACCENT}"/></svg>'
    )


def role_strip(roles: tuple[tuple[str, float], ...], order: tuple[str, ...], scale: tuple[float, float]) -> str:
    """The means of the roles on one line, each with its own colour and shape.

    Parameters
    ----------
    roles : tuple of (str, float)
    order : tuple of str
        All roles, for their colours.
    scale : tuple of float

    Returns
    -------
    str
    """
    says = ", ".join(f"{role} {mean:.1f}" for role, mean in roles)
    ends = [place(mean, scale) for _, mean in roles]
    line = (
        f'<line x1="{min(ends):.1f}" y1="{HEIGHT / 2}" x2="{max(ends):.1f}" y2="{HEIGHT / 2}" stroke="{SOFT}" '
        'stroke-width="1.5"/>'
    )
    marks = "".join(mark(order.index(role), place(mean, scale), HEIGHT / 2) for role, mean in roles)
    return f"{_open(HEIGHT, says)}{_ticks(scale, HEIGHT)}{line}{marks}</svg>"


def mark(number: int, x: float, y: float) -> str:
    """The mark of a role: a circle, square, diamond or triangle, so that colour is not needed.

    Parameters
    ----------
    number : int
    x, y : float

    Returns
    -------
    str
    """
    colour = ROLE_COLOURS[number % len(ROLE_COLOURS)]
    shape = number % 4
    if shape == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.6" fill="{colour}"/>'
    if shape == 1:
        return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}"/>'
    if shape == 2:
        return f'<path d="M{x:.1f} {y - 5.6:.1f}l5.6 5.6-5.6 5.6-5.6-5.6z" fill="{colour}"/>'
    return f'<path d="M{x:.1f} {y - 5:.1f}l5.4 9.6h-10.8z" fill="{colour}"/>'


def axis(scale: tuple[float, float]) -> str:
    """The numbers of the scale, to stand above the lines.

    Parameters
    ----------
    scale : tuple of float

    Returns
    -------
    str
    """
    labels = "".join(
        f'<text x="{place(value, scale):.1f}" y="10" text-anchor="middle" font-size="10" fill="{SOFT}">{value:g}</text>'
        for value in _whole(scale)
    )
    return f'<svg class="strip" viewBox="0 0 {WIDTH:g} 13" aria-hidden="true">{labels}</svg>'


def _open(height: float, says: str) -> str:
    return f'<svg class="strip" viewBox="0 0 {WIDTH:g} {height:g}" role="img" aria-label="{escape(says, quote=True)}">'


def _ticks(scale: tuple[float, float], height: float) -> str:
    ticks = "".join(f"M{place(value, scale):.1f} {height / 2 - 3:.1f}v6" for value in _whole(scale))
    base = f"M{EDGE:g} {height / 2:g}H{WIDTH - EDGE:g}"
    return f'<path d="{base}{ticks}" stroke="{RULE}" stroke-width="1"/>'


def _whole(scale: tuple[float, float]) -> list[float]:
    return [float(value) for value in range(int(scale[0]), int(scale[1]) + 1)]
