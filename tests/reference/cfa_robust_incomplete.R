# data: holzinger_swineford_incomplete bfi survey65_incomplete
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(lavaan))
hs <- load_data("holzinger_swineford_incomplete")
bfi <- load_data("bfi")
survey <- load_data("survey65_incomplete")
HS <- "visual =~ x1 + x2 + x3
       textual =~ x4 + x5 + x6
       speed =~ x7 + x8 + x9"
# two traits: all five take lavaan more than a minute
BFI <- paste(sapply(c("A", "N"), function(t) paste(t, "=~", paste0(t, 1:5, collapse = " + "))), collapse = "\n")
TWELVE <- "f1 =~ d1_1 + d1_2 + d1_3 + d1_4 + d1_5 + d1_6\n f2 =~ d3_1 + d3_2 + d3_3 + d3_4 + d3_5 + d3_6"
# see cfa_complete.R for why twice
start <- function(model, data, ...) {
  f <- suppressWarnings(sem(model, data = data, missing = "fiml", fixed.x = TRUE, optim.method = "BFGS", control = list(reltol = 1e-15, maxit = 5000),
                            em.h1.iter.max = 5000, em.h1.tol = 1e-10, se = "none", test = "none", baseline = FALSE, ...))
  parTable(f)
}
from <- function(pt, model, data, ...) {
  sem(model, data = data, missing = "fiml", fixed.x = TRUE, start = pt, optim.method = "none", em.h1.iter.max = 5000, em.h1.tol = 1e-10, ...)
}
full <- function(f) {
  out <- lavaan_values(f)
  s <- as.data.frame(standardizedSolution(f))
  out$standardized <- as.list(s[intersect(c("lhs", "op", "rhs", "group", "est.std", "se"), names(s))])
  out
}
values <- list()
pt <- start(HS, hs)
values$hs_ML <- full(from(pt, HS, hs))
values$hs_MLR <- full(from(pt, HS, hs, estimator = "MLR"))
scalar <- c("loadings", "intercepts")
pt <- start(HS, hs, group = "school", group.equal = scalar)
values$scalar_ML <- full(from(pt, HS, hs, group = "school", group.equal = scalar))
values$scalar_MLR <- full(from(pt, HS, hs, group = "school", group.equal = scalar, estimator = "MLR"))
pt <- start(BFI, bfi)
values$bfi_ML <- full(from(pt, BFI, bfi))
values$bfi_MLR <- full(from(pt, BFI, bfi, estimator = "MLR"))
COVARIATES <- "textual =~ x4 + x5 + x6\n textual ~ x2 + ageyr"
pt <- start(COVARIATES, hs)
values$covariates_ML <- full(from(pt, COVARIATES, hs))
values$covariates_MLR <- full(from(pt, COVARIATES, hs, estimator = "MLR"))
survey <- survey[order(survey$school), ]  # lavaan wants clusters together where answers are missing
pt <- start(TWELVE, survey)
values$survey_MLR <- full(from(pt, TWELVE, survey, estimator = "MLR"))
values$survey_cluster <- full(from(pt, TWELVE, survey, estimator = "MLR", cluster = "school"))
emit(values)
