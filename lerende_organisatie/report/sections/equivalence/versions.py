"""The versions side by side, and what opens and closes the report."""

from __future__ import annotations

from collections.abc import Iterator

from lerende_organisatie.report.document import Block, Listing, Paragraph, Section, Table
from lerende_organisatie.report.sections.closing import checklist_blocks
from lerende_organisatie.report.sections.equivalence.setting import EquivalenceSetting
from lerende_organisatie.report.sections.opening import findings_blocks

REFERENCES = (
    ("International Test Commission (2017). The ITC guidelines for translating and adapting tests (2nd ed.).",
     "10.1080/15305058.2017.1398166"),
    ("Chen, F. F. (2007). Structural Equation Modeling, 14, 464–504.", "10.1080/10705510701301834"),
    ("Cheung, G. W., & Rensvold, R. B. (2002). Structural Equation Modeling, 9, 233–255.",
     "10.1207/S15328007SEM0902_5"),
    ("Rutkowski, L., & Svetina, D. (2014). Educational and Psychological Measurement, 74, 31–57.",
     "10.1177/0013164413498257"),
    ("Wu, H., & Estabrook, R. (2016). Psychometrika, 81, 1014–1045.", "10.1007/s11336-016-9506-0"),
    ("Jodoin, M. G., & Gierl, M. J. (2001). Applied Measurement in Education, 14, 329–349.",
     "10.1207/S15324818AME1404_2"),
    ("Zwick, R., Donoghue, J. R., & Grima, A. (1993). Journal of Educational Measurement, 30, 233–251.",
     "10.1111/j.1745-3984.1993.tb00425.x"),
    ("Polit, D. F., Beck, C. T., & Owen, S. V. (2007). Research in Nursing & Health, 30, 459–467.",
     "10.1002/nur.20199"),
    ("Asparouhov, T., & Muthén, B. (2014). Structural Equation Modeling, 21, 495–508.",
     "10.1080/10705511.2014.919210"),
)  # fmt: skip
"""The works that the methods come from."""


def findings_section(setting: EquivalenceSetting) -> Section:
    """The findings first.

    Parameters
    ----------
    setting : EquivalenceSetting

    Returns
    -------
    Section
    """
    words, study = setting.words, setting.study
    return Section("findings", words("section.findings"), findings_blocks(words, study.findings, study.synthetic))


def versions_section(setting: EquivalenceSetting) -> Section:
    """How many respondents each version has.

    Parameters
    ----------
    setting : EquivalenceSetting

    Returns
    -------
    Section
    """
    words, numbers, study = setting.words, setting.numbers, setting.study
    lead = words(
        "versions.lead",
        n=numbers.count(sum(group.n for group in study.groups)),
        groups=len(study.groups),
        reference=study.groups[0].label,
    )
    blocks: list[Block] = [Paragraph(lead)]
    if study.n_groups_withheld:
        minimum = study.methods.minimum_group_size
        blocks.append(Paragraph(words("versions.withheld", groups=study.n_groups_withheld, minimum=minimum)))
    blocks.append(
        Table(
            key="versions_n",
            caption=words("table.versions_n"),
            columns=(setting.column("version"), setting.column("n", "count")),
            rows=tuple({"version": group.label, "n": group.n} for group in study.groups),
        )
    )
    return Section("sample", words("section.versions"), tuple(blocks))


def items_section(setting: EquivalenceSetting) -> Section:
    """Every item in every version.

    Parameters
    ----------
    setting : EquivalenceSetting

    Returns
    -------
    Section
    """
    words, study = setting.words, setting.study
    rows: list[dict[str, object]] = []
    groups, last = [], ""
    coarser: dict[tuple[int, str], int] = {}
    for one in sorted(study.items, key=_by_item(setting)):
        if one.dimension != last:
            groups.append((len(rows), setting.dimension(one.dimension)))
            last = one.dimension
        rows.append(
            {
                "item": one.item,
                "version": one.group,
                "n": one.n,
                "mean": one.mean,
                "sd": one.sd,
                "item_rest": one.item_rest,
            }
        )
    table = Table(
        key="version_items",
        caption=words("table.version_items"),
        columns=(
            setting.column("item", "id"),
            setting.column("version"),
            setting.column("n", "count"),
            setting.column("mean", "fixed"),
            setting.column("sd", "fixed"),
            setting.column("item_rest", "bounded"),
        ),
        rows=tuple(rows),
        notes=(words("versions.items_note"), words("page.not_given")),
        groups=tuple(groups),
        coarser=coarser,
        dense=True,
    )
    return Section("items", words("section.version_items"), (table, *setting.remarks("items")))


def _by_item(setting: EquivalenceSetting):  # type: ignore[no-untyped-def]
    order = {item: at for at, item in enumerate(dict.fromkeys(one.item for one in setting.study.items))}
    return lambda one: order[one.item]


def reliability_section(setting: EquivalenceSetting) -> Section:
    """Alpha and omega of every dimension in every version.

    Parameters
    ----------
    setting : EquivalenceSetting

    Returns
    -------
    Section
    """
    words = setting.words
    rows: list[dict[str, object]] = []
    groups, last = [], ""
    for one in setting.study.scales:
        if one.dimension != last:
            groups.append((len(rows), setting.dimension(one.dimension)))
            last = one.dimension
        rows.append(
            {
                "version": one.group,
                "n": one.n,
                "alpha": one.alpha,
                "alpha_ci_lower": one.alpha_ci_lower,
                "alpha_ci_upper": one.alpha_ci_upper,
                "omega": one.omega,
                "omega_ci_lower": one.omega_ci_lower,
                "omega_ci_upper": one.omega_ci_upper,
            }
        )
    table = Table(
        key="version_scales",
        caption=words("table.version_scales"),
        columns=(
            setting.column("version"),
            setting.column("n", "count"),
            setting.column("alpha", "bounded"),
            setting.column("alpha", "interval", head="interval"),
            setting.column("omega", "bounded"),
            setting.column("omega", "interval", head="interval"),
        ),
        rows=tuple(rows),
        notes=(words("page.not_given"),),
        groups=tuple(groups),
    )
    return Section("reliability", words("section.reliability"), (table, *setting.remarks("reliability")))


def closing_sections(setting: EquivalenceSetting) -> Iterator[Section]:
    """The checklists, the software, the literature.

    Parameters
    ----------
    setting : EquivalenceSetting

    Yields
    ------
    Section
    """
    words, study = setting.words, setting.study
    answered = (Paragraph(words("translation.checklist")), *checklist_blocks(words, study.checklist))
    yield Section("checklist", words("section.checklist"), answered, new_page=True)
    methods = study.methods
    made = words("translation.made", hash=methods.data_sha256, minimum=methods.minimum_group_size)
    versions = Table(
        key="versions",
        caption=words("table.versions"),
        columns=(setting.column("what"), setting.column("value", head="value")),
        rows=tuple({"what": name, "value": value} for name, value in methods.versions.items()),
    )
    yield Section("methods", words("section.methods"), (Paragraph(made), versions))
    cite = words("translation.cite", version=methods.versions["lerende_organisatie"])
    works = tuple((reference, f"https://doi.org/{doi}") for reference, doi in REFERENCES)
    blocks = (Paragraph("", heading=words("references.cite")), Listing(((cite, ""),)), Listing(works))
    yield Section("references", words("section.references"), blocks)
