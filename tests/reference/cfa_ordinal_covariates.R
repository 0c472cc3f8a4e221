# data: holzinger_swineford_ordinal
# Ordinal items, and ordinal beside continuous ones, with observed covariates.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(lavaan))
hs <- load_data("holzinger_swineford_ordinal")
# near zero, where BFGS converges fast in the theta parameterisation too
hs$age <- hs$ageyr - 13
hs$girl <- hs$sex - 1
# to the optimum, see cfa_complete.R; here in one go
fit <- function(model, data, ordered, estimator = "WLSMV", ...) {
  f <- suppressWarnings(sem(model, data = data, ordered = ordered, estimator = estimator, optim.method = "BFGS",
                            control = list(reltol = 1e-15, maxit = 5000), ...))
  stopifnot(lavInspect(f, "converged"))
  f
}
full <- function(f) {
  out <- lavaan_values(f)
  s <- as.data.frame(standardizedSolution(f))
  out$standardized <- as.list(s[intersect(c("lhs", "op", "rhs", "group", "est.std", "se"), names(s))])
  m <- as.data.frame(suppressWarnings(modindices(f)))
  if (is.null(m$group)) m$group <- 1
  out$mi <- as.list(m[c("lhs", "op", "rhs", "group", "mi", "epc", "sepc.lv", "sepc.all")])
  out$nobs <- sum(lavInspect(f, "nobs"))
  out
}
X <- paste0("x", 1:6)
FACTORS <- "visual =~ x1 + x2 + x3\n textual =~ x4 + x5 + x6\n"
MIMIC <- paste0(FACTORS, "visual ~ age + girl\n textual ~ age + girl\n x3 ~ age")
PATHS <- paste0(FACTORS, "visual ~ age\n textual ~ visual + girl")
MIXED <- "visual =~ x1 + x2 + y3\n textual =~ y4 + y5 + x6\n visual ~ age + girl\n textual ~ visual + age\n y5 ~ girl"
OUTCOMES <- "visual =~ x1 + x2 + x3\n visual ~ age\n z4 ~ visual + girl\n y7 ~ visual + girl + age"
values <- list()
for (e in c("WLSMV", "WLSM", "ULSMV", "DWLS")) values[[paste0("mimic_", e)]] <- full(fit(MIMIC, hs, X, e))
values$mimic_raw <- full(fit(gsub("age", "ageyr", gsub("girl", "sex", MIMIC)), hs, X))
values$mimic_theta <- full(fit(MIMIC, hs, X, parameterization = "theta"))
values$mimic_std_lv <- full(fit(MIMIC, hs, X, std.lv = TRUE))
values$paths <- full(fit(PATHS, hs, X))
values$paths_theta <- full(fit(PATHS, hs, X, parameterization = "theta"))
values$mixed <- full(fit(MIXED, hs, c("x1", "x2", "x6")))
values$WLS <- full(fit("visual =~ x1 + x2 + y3\n visual ~ age + girl", hs, c("x1", "x2"), "WLS"))
values$mixed_theta <- full(fit(MIXED, hs, c("x1", "x2", "x6"), parameterization = "theta"))
values$outcomes <- full(fit(OUTCOMES, hs, c("x1", "x2", "x3", "z4")))
values$direct <- full(fit(paste0(MIMIC, "\n x1 ~ 0*girl\n x5 ~ 0*age"), hs, X))
r <- fit(MIMIC, hs, X)
residual <- residuals(r)
values$residuals <- list(cov = unclass(residual$res.cov), slopes = unclass(residual$res.slopes))
# without direct effects on items, which lavPredict() 0.6-14 leaves out
values$scores <- as.numeric(lavPredict(fit(sub("\n x3 ~ age", "", MIMIC), hs, X))[1:40, ])
h <- hs
h$weight <- 0.5 + (h$id %% 7) / 4
values$weights <- full(fit(MIMIC, h, X, sampling.weights = "weight"))
emit(values)
