# data: holzinger_swineford_ordinal bfi
# Ordinal items with observed covariates: in groups, and bfi with missing answers.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(lavaan))
hs <- load_data("holzinger_swineford_ordinal")
bfi <- load_data("bfi")
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
PATHS <- paste0(FACTORS, "visual ~ age\n textual ~ visual + girl")
values <- list()
values$groups <- full(fit(PATHS, hs, X, group = "school"))
values$groups_equal <- full(fit(PATHS, hs, X, group = "school", group.equal = c("loadings", "thresholds", "regressions")))
values$groups_theta <- full(fit(PATHS, hs, X, group = "school", group.equal = c("loadings", "thresholds"), parameterization = "theta"))
B <- c(paste0("E", 1:5), paste0("N", 1:5))
BFI <- "E =~ E1 + E2 + E3 + E4 + E5\n N =~ N1 + N2 + N3 + N4 + N5\n E ~ age + gender\n N ~ age + gender\n N4 ~ age"
values$bfi <- full(fit(BFI, bfi, B))
values$bfi_pairwise <- full(fit(sub("gender\n N4", "gender + education\n N4", BFI), bfi, B, missing = "pairwise"))
emit(values)
