# data: multilevel_bhr2000 multilevel_lq2002 multilevel_klein2000 survey65 schools_unequal
# Aggregation: multilevel (ICC, rwg, rwg(J), average deviation), psych (intervals of equal clusters), lme4 (REML).
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages({library(multilevel); library(lme4)})
options(warn = -1)

one_way <- function(y, g) {
  frame <- data.frame(y = y, g = factor(g))
  model <- aov(y ~ g, frame)
  mixed <- lmer(y ~ 1 + (1 | g), frame, control = lmerControl(optCtrl = list(ftol_abs = 1e-14, xtol_abs = 1e-14)))
  v <- as.data.frame(VarCorr(mixed))$vcov
  list(icc1 = multilevel::ICC1(model), icc2 = multilevel::ICC2(model), between = v[1], within = v[2],
       mean = fixef(mixed)[[1]], mean_se = sqrt(vcov(mixed)[1, 1]))
}
agreement <- function(x, g, null) {
  j <- multilevel::rwg.j(x, g, ranvar = null)
  l <- multilevel::rwg.j.lindell(x, g, ranvar = null)
  single <- multilevel::rwg(x[[1]], g, ranvar = null)
  ad <- multilevel::ad.m(x, g)
  median <- multilevel::ad.m(x, g, type = "median")
  list(cluster = as.character(j[[1]]), rwg_j = j$rwg.j, n = j$gsize, lindell = l$rwg.lindell, first = single$rwg,
       ad = ad$AD.M, ad_median = median$AD.M)
}
bhr <- load_data("multilevel_bhr2000"); lq <- load_data("multilevel_lq2002"); klein <- load_data("multilevel_klein2000")
survey <- load_data("survey65"); unequal <- load_data("schools_unequal")
columns <- function(data, names, group) lapply(data[names], one_way, g = data[[group]])
leadership <- names(lq)[grepl("^LEAD", names(lq)) & names(lq) != "LEAD"]
wide <- as.matrix(survey[1:400, 1:7])
equal <- psych::ICC(wide, lmer = FALSE)$results
emit(list(
  bhr = columns(bhr, c("HRS", "RELIG", "AF06"), "GRP"),
  lq = columns(lq, c("LEAD", "TSIG", "HOSTILE"), "COMPID"),
  klein = columns(klein, c("JOBSAT", "COHES", "POSAFF"), "GRPID"),
  survey = columns(survey, c("d1_1", "d2_3", "d8_11"), "school"),
  unequal = columns(unequal, c("a1", "a2", "flat"), "school"),
  lq_agreement = agreement(lq[leadership], lq$COMPID, 2), lq_items = leadership,
  unequal_agreement = agreement(unequal[c("a1", "a2", "a3", "a4")], unequal$school, 2),
  equal = list(icc1 = equal$ICC[1], icc1_lower = equal[["lower bound"]][1], icc1_upper = equal[["upper bound"]][1],
               icc2 = equal$ICC[4], icc2_lower = equal[["lower bound"]][4], icc2_upper = equal[["upper bound"]][4])))
