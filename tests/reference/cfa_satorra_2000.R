# data: holzinger_swineford holzinger_swineford_incomplete survey65
# Scaled differences after Satorra (2000) with weights, clusters and incomplete answers.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(lavaan))
hs <- load_data("holzinger_swineford")
holes <- load_data("holzinger_swineford_incomplete")
survey <- load_data("survey65")
hs$weight <- 1 + hs$agemo %% 3
survey$weight <- 1 + survey$school %% 3
HS <- "visual =~ x1 + x2 + x3\n textual =~ x4 + x5 + x6\n speed =~ x7 + x8 + x9"
SAME <- "visual =~ x1 + a*x2 + a*x3\n textual =~ x4 + x5 + x6\n speed =~ x7 + b*x8 + b*x9"
SIX <- "f1 =~ d1_1 + d1_2 + d1_3\n f2 =~ d3_1 + d3_2 + d3_3"
EQUAL <- "f1 =~ d1_1 + a*d1_2 + a*d1_3\n f2 =~ d3_1 + b*d3_2 + b*d3_3"
# see cfa_complete.R for why twice
twice <- function(model, data, ...) {
  f <- suppressWarnings(sem(model, data = data, optim.method = "BFGS", control = list(reltol = 1e-15, maxit = 5000),
                            em.h1.iter.max = 5000, em.h1.tol = 1e-10, se = "none", test = "none", baseline = FALSE,
                            meanstructure = TRUE, ...))
  sem(model, data = data, start = parTable(f), optim.method = "none", em.h1.iter.max = 5000, em.h1.tol = 1e-10,
      estimator = "MLR", meanstructure = TRUE, baseline = FALSE, ...)
}
difference <- function(free, restricted, data, ...) {
  d <- as.data.frame(lavTestLRT(twice(free, data, ...), twice(restricted, data, ...), method = "satorra.2000",
                                A.method = "delta"))
  list(chisq = d[["Chisq diff"]][2], df = d[["Df diff"]][2], pvalue = d[["Pr(>Chisq)"]][2])
}
emit(list(
  complete = difference(HS, SAME, hs),
  clusters = difference(SIX, EQUAL, survey, cluster = "school"),
  weights = difference(HS, SAME, hs, sampling.weights = "weight"),
  clusters_weights = difference(SIX, EQUAL, survey, cluster = "school", sampling.weights = "weight"),
  fiml = difference(HS, SAME, holes, missing = "fiml")))
