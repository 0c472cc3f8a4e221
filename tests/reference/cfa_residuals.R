# data: holzinger_swineford holzinger_swineford_incomplete holzinger_swineford_ordinal
# Standardised residuals by every estimator for which lavaan has them, and with parameters equal across groups.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(lavaan))
hs <- load_data("holzinger_swineford")
holes <- load_data("holzinger_swineford_incomplete")
cut <- load_data("holzinger_swineford_ordinal")
hs$weight <- 1 + hs$agemo %% 3
HS <- "visual =~ x1 + x2 + x3\n textual =~ x4 + x5 + x6\n speed =~ x7 + x8 + x9"
COVARIATES <- "textual =~ x4 + x5 + x6\n textual ~ x2 + ageyr"
SCALAR <- c("loadings", "intercepts")
# see cfa_complete.R for why twice
z <- function(model, data, estimator = "ML", ...) {
  plain <- if (estimator %in% c("MLR", "MLM")) "ML" else estimator
  extra <- list(...)
  em <- if (is.null(extra$missing)) list() else list(em.h1.iter.max = 5000, em.h1.tol = 1e-10)
  how <- if (identical(model, COVARIATES)) list(optim.method = "nlminb", control = list(rel.tol = 1e-15, x.tol = 1e-12)) else
    list(optim.method = "BFGS", control = list(reltol = 1e-15, maxit = 5000))
  first <- suppressWarnings(do.call("sem", c(list(model = model, data = quote(data), estimator = plain, se = "none",
    test = "none", baseline = FALSE), how, em, extra)))
  f <- do.call("sem", c(list(model = model, data = quote(data), estimator = estimator, start = quote(parTable(first)),
    optim.method = "none", baseline = FALSE), em, extra))
  found <- residuals(f, type = "standardized")
  if (!is.null(found$cov)) found <- list(found)
  lapply(unname(found), function(g) list(names = rownames(g$cov), cov = unclass(g$cov),
    mean = if (is.null(g$mean)) NULL else as.numeric(g$mean)))
}
values <- list(
  ML = z(HS, hs), ML_means = z(HS, hs, meanstructure = TRUE), MLM = z(HS, hs, "MLM"), MLR = z(HS, hs, "MLR"),
  GLS = z(HS, hs, "GLS"), WLS = z(HS, hs, "WLS"), weights = z(HS, hs, "MLR", sampling.weights = "weight"),
  covariates_ML = z(COVARIATES, hs, fixed.x = TRUE), covariates_MLR = z(COVARIATES, hs, "MLR", fixed.x = TRUE),
  groups_ML = z(HS, hs, group = "school"), groups_MLR = z(HS, hs, "MLR", group = "school"),
  FIML_MLR = z(HS, holes, "MLR", missing = "fiml"),
  FIML_covariates = z(COVARIATES, holes, fixed.x = TRUE, missing = "fiml"),
  scalar_ML = z(HS, hs, group = "school", group.equal = SCALAR),
  scalar_MLR = z(HS, hs, "MLR", group = "school", group.equal = SCALAR),
  ordinal_groups = z(HS, cut, "DWLS", ordered = paste0("x", 1:9), group = "school"))
emit(values)
