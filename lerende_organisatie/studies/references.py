"""The publications that a report rests on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A publication.

    Attributes
    ----------
    key : str
        Its short name here.
    cited : str
        How the text cites it.
    reference : str
        The entry in the list of references.
    doi : str or None
    """

    key: str
    cited: str
    reference: str
    doi: str | None = None


SOURCES: tuple[Source, ...] = (
    Source(
        "aera2014",
        "AERA, APA & NCME (2014)",
        "American Educational Research Association, American Psychological Association & National Council on "
        "Measurement in Education (2014). Standards for educational and psychological testing. AERA.",
    ),
    Source(
        "appelbaum2018",
        "Appelbaum et al. (2018)",
        "Appelbaum, M., Cooper, H., Kline, R. B., Mayo-Wilson, E., Nezu, A. M., & Rao, S. M. (2018). Journal article "
        "reporting standards for quantitative research in psychology. American Psychologist, 73(1), 3–25.",
        "10.1037/amp0000191",
    ),
    Source(
        "bartlett1950",
        "Bartlett (1950)",
        "Bartlett, M. S. (1950). Tests of significance in factor analysis. British Journal of Statistical Psychology, "
        "3(2), 77–85.",
        "10.1111/j.2044-8317.1950.tb00285.x",
    ),
    Source(
        "clark1995",
        "Clark & Watson (1995)",
        "Clark, L. A., & Watson, D. (1995). Constructing validity: Basic issues in objective scale development. "
        "Psychological Assessment, 7(3), 309–319.",
        "10.1037/1040-3590.7.3.309",
    ),
    Source(
        "cronbach1951",
        "Cronbach (1951)",
        "Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika, 16(3), 297–334.",
        "10.1007/BF02310555",
    ),
    Source(
        "enders2001",
        "Enders & Bandalos (2001)",
        "Enders, C. K., & Bandalos, D. L. (2001). The relative performance of full information maximum likelihood "
        "estimation for missing data in structural equation models. Structural Equation Modeling, 8(3), 430–457.",
        "10.1207/S15328007SEM0803_5",
    ),
    Source(
        "feldt1965",
        "Feldt (1965)",
        "Feldt, L. S. (1965). The approximate sampling distribution of Kuder–Richardson reliability coefficient "
        "twenty. Psychometrika, 30(3), 357–370.",
        "10.1007/BF02289499",
    ),
    Source(
        "christensen2017",
        "Christensen et al. (2017)",
        "Christensen, K. B., Makransky, G., & Horton, M. (2017). Critical values for Yen's Q3. Applied Psychological "
        "Measurement, 41, 178–194.",
    ),
    Source(
        "fornell1981",
        "Fornell & Larcker (1981)",
        "Fornell, C., & Larcker, D. F. (1981). Evaluating structural equation models with unobservable variables and "
        "measurement error. Journal of Marketing Research, 18(1), 39–50.",
        "10.1177/002224378101800104",
    ),
    Source(
        "green2009",
        "Green & Yang (2009)",
        "Green, S. B., & Yang, Y. (2009). Reliability of summed item scores using structural equation modeling: An "
        "alternative to coefficient alpha. Psychometrika, 74, 155–167.",
        "10.1007/s11336-008-9099-3",
    ),
    Source(
        "guttman1945",
        "Guttman (1945)",
        "Guttman, L. (1945). A basis for analyzing test-retest reliability. Psychometrika, 10, 255–282.",
    ),
    Source(
        "hair2019",
        "Hair et al. (2019)",
        "Hair, J. F., Black, W. C., Babin, B. J., & Anderson, R. E. (2019). Multivariate data analysis (8th ed.). "
        "Cengage.",
    ),
    Source(
        "henseler2015",
        "Henseler et al. (2015)",
        "Henseler, J., Ringle, C. M., & Sarstedt, M. (2015). A new criterion for assessing discriminant validity in "
        "variance-based structural equation modeling. Journal of the Academy of Marketing Science, 43(1), 115–135.",
        "10.1007/s11747-014-0403-8",
    ),
    Source(
        "hu1999",
        "Hu & Bentler (1999)",
        "Hu, L., & Bentler, P. M. (1999). Cutoff criteria for fit indexes in covariance structure analysis: "
        "Conventional criteria versus new alternatives. Structural Equation Modeling, 6(1), 1–55.",
        "10.1080/10705519909540118",
    ),
    Source(
        "igolkina2020",
        "Igolkina & Meshcheryakov (2020)",
        "Igolkina, A. A., & Meshcheryakov, G. (2020). semopy: A Python package for structural equation modeling. "
        "Structural Equation Modeling, 27(6), 952–963.",
        "10.1080/10705511.2019.1704289",
    ),
    Source(
        "itc2017",
        "ITC (2017)",
        "International Test Commission (2017). The ITC guidelines for translating and adapting tests (2nd ed.). "
        "https://www.intestcom.org",
    ),
    Source(
        "jackson2009",
        "Jackson et al. (2009)",
        "Jackson, D. L., Gillaspy, J. A., & Purc-Stephenson, R. (2009). Reporting practices in confirmatory factor "
        "analysis: An overview and some recommendations. Psychological Methods, 14(1), 6–23.",
        "10.1037/a0014694",
    ),
    Source(
        "kaiser1974",
        "Kaiser (1974)",
        "Kaiser, H. F. (1974). An index of factorial simplicity. Psychometrika, 39(1), 31–36.",
        "10.1007/BF02291575",
    ),
    Source(
        "kools2020",
        "Kools et al. (2020)",
        "Kools, M., Stoll, L., George, B., Steijn, B., Bekkers, V., & Gouëdard, P. (2020). The school as a learning "
        "organisation: The concept and its measurement. European Journal of Education, 55(1), 24–42.",
        "10.1111/ejed.12383",
    ),
    Source(
        "maccallum1992",
        "MacCallum et al. (1992)",
        "MacCallum, R. C., Roznowski, M., & Necowitz, L. B. (1992). Model modifications in covariance structure "
        "analysis: The problem of capitalization on chance. Psychological Bulletin, 111(3), 490–504.",
        "10.1037/0033-2909.111.3.490",
    ),
    Source(
        "marsh2004",
        "Marsh et al. (2004)",
        "Marsh, H. W., Hau, K.-T., & Wen, Z. (2004). In search of golden rules: Comment on hypothesis-testing "
        "approaches to setting cutoff values for fit indexes and dangers in overgeneralizing Hu and Bentler's (1999) "
        "findings. Structural Equation Modeling, 11(3), 320–341.",
        "10.1207/s15328007sem1103_2",
    ),
    Source(
        "mcdonald1999",
        "McDonald (1999)",
        "McDonald, R. P. (1999). Test theory: A unified treatment. Erlbaum.",
    ),
    Source(
        "mcneish2023",
        "McNeish & Wolf (2023)",
        "McNeish, D., & Wolf, M. G. (2023). Dynamic fit index cutoffs for confirmatory factor analysis models. "
        "Psychological Methods, 28(1), 61–88.",
        "10.1037/met0000425",
    ),
    Source(
        "mokkink2018",
        "Mokkink et al. (2018)",
        "Mokkink, L. B., de Vet, H. C. W., Prinsen, C. A. C., Patrick, D. L., Alonso, J., Bouter, L. M., & Terwee, "
        "C. B. (2018). COSMIN risk of bias checklist for systematic reviews of patient-reported outcome measures. "
        "Quality of Life Research, 27(5), 1171–1179.",
        "10.1007/s11136-017-1765-4",
    ),
    Source(
        "nunnally1994",
        "Nunnally & Bernstein (1994)",
        "Nunnally, J. C., & Bernstein, I. H. (1994). Psychometric theory (3rd ed.). McGraw-Hill.",
    ),
    Source(
        "prinsen2018",
        "Prinsen et al. (2018)",
        "Prinsen, C. A. C., Mokkink, L. B., Bouter, L. M., Alonso, J., Patrick, D. L., de Vet, H. C. W., & Terwee, "
        "C. B. (2018). COSMIN guideline for systematic reviews of patient-reported outcome measures. Quality of Life "
        "Research, 27(5), 1147–1157.",
        "10.1007/s11136-018-1798-3",
    ),
    Source(
        "rhemtulla2012",
        "Rhemtulla et al. (2012)",
        "Rhemtulla, M., Brosseau-Liard, P. É., & Savalei, V. (2012). When can categorical variables be treated as "
        "continuous? Psychological Methods, 17(3), 354–373.",
        "10.1037/a0029315",
    ),
    Source(
        "rodriguez2016",
        "Rodriguez et al. (2016)",
        "Rodriguez, A., Reise, S. P., & Haviland, M. G. (2016). Evaluating bifactor models: Calculating and "
        "interpreting statistical indices. Psychological Methods, 21(2), 137–150.",
        "10.1037/met0000045",
    ),
    Source(
        "roemer2021",
        "Roemer et al. (2021)",
        "Roemer, E., Schuberth, F., & Henseler, J. (2021). HTMT2: An improved criterion for assessing discriminant "
        "validity in structural equation modeling. Industrial Management & Data Systems, 121(12), 2637–2650.",
        "10.1108/IMDS-02-2021-0082",
    ),
    Source(
        "ronkko2022",
        "Rönkkö & Cho (2022)",
        "Rönkkö, M., & Cho, E. (2022). An updated guideline for assessing discriminant validity. Organizational "
        "Research Methods, 25(1), 6–47.",
        "10.1177/1094428120968614",
    ),
    Source(
        "steiger1990",
        "Steiger (1990)",
        "Steiger, J. H. (1990). Structural model evaluation and modification: An interval estimation approach. "
        "Multivariate Behavioral Research, 25(2), 173–180.",
        "10.1207/s15327906mbr2502_4",
    ),
    Source(
        "terwee2007",
        "Terwee et al. (2007)",
        "Terwee, C. B., Bot, S. D. M., de Boer, M. R., van der Windt, D. A. W. M., Knol, D. L., Dekker, J., Bouter, "
        "L. M., & de Vet, H. C. W. (2007). Quality criteria were proposed for measurement properties of health status "
        "questionnaires. Journal of Clinical Epidemiology, 60(1), 34–42.",
        "10.1016/j.jclinepi.2006.03.012",
    ),
    Source(
        "west1995",
        "West et al. (1995)",
        "West, S. G., Finch, J. F., & Curran, P. J. (1995). Structural equation models with nonnormal variables: "
        "Problems and remedies. In R. H. Hoyle (Ed.), Structural equation modeling (pp. 56–75). Sage.",
    ),
)


def sources_for(instrument: str) -> tuple[Source, ...]:
    """The works that a report on an instrument rests on.

    Parameters
    ----------
    instrument : str
        Its name.

    Returns
    -------
    tuple of Source
    """
    return tuple(one for one in SOURCES if one.key != "kools2020" or instrument == "slo")
