# data: holzinger_swineford political_democracy bfi
# Continuous items by WLS, DWLS and the ULS family.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(lavaan))
hs <- load_data("holzinger_swineford")
pd <- load_data("political_democracy")
bfi <- load_data("bfi")
HS <- "visual =~ x1 + x2 + x3
       textual =~ x4 + x5 + x6
       speed =~ x7 + x8 + x9"
BFI <- "A =~ A1 + A2 + A3 + A4 + A5\n C =~ C1 + C2 + C3 + C4 + C5"
POLITICAL <- "ind60 =~ x1 + x2 + x3\n dem60 =~ y1 + y2 + y3 + y4\n dem65 =~ y5 + y6 + y7 + y8
  dem60 ~ ind60\n dem65 ~ ind60 + dem60\n y1 ~~ y5\n y2 ~~ y4 + y6\n y3 ~~ y7\n y4 ~~ y8\n y6 ~~ y8"
# to the optimum, see cfa_complete.R
fit <- function(model, data, estimator, ...) {
  # the estimates do not depend on which test is asked for
  first <- c(ULSM = "ULS", ULSMV = "ULS", ULSMVS = "ULS")
  plain <- if (estimator %in% names(first)) first[[estimator]] else estimator
  f <- suppressWarnings(sem(model, data = data, estimator = plain, optim.method = "BFGS", se = "none", test = "none",
                            control = list(reltol = 1e-15, maxit = 5000), baseline = FALSE, ...))
  f <- suppressWarnings(sem(model, data = data, estimator = estimator, start = parTable(f), optim.method = "none", ...))
  stopifnot(lavInspect(f, "converged"), any(parTable(f)$op == "==") || max(abs(lavInspect(f, "gradient"))) < 1e-5)
  f
}
full <- function(f, mi = FALSE) {
  out <- lavaan_values(f)
  s <- as.data.frame(standardizedSolution(f))
  out$standardized <- as.list(s[intersect(c("lhs", "op", "rhs", "group", "est.std", "se"), names(s))])
  if (mi) {
    m <- as.data.frame(modindices(f))
    if (is.null(m$group)) m$group <- 1
    out$mi <- as.list(m[c("lhs", "op", "rhs", "group", "mi", "epc", "sepc.lv", "sepc.all")])
  }
  out
}
values <- list()
for (e in c("WLS", "DWLS", "ULSM", "ULSMV", "ULSMVS")) values[[paste0("hs_", e)]] <- full(fit(HS, hs, e), mi = e %in% c("WLS", "DWLS"))
for (e in c("DWLS", "ULSMV")) values[[paste0("political_", e)]] <- full(fit(POLITICAL, pd, e))
for (e in c("WLS", "DWLS", "ULSMV")) values[[paste0("bfi_", e)]] <- full(fit(BFI, bfi, e))
for (e in c("WLS", "ULSMV")) {
  values[[paste0("groups_", e)]] <- full(fit(HS, hs, e, group = "school"))
}
values$metric_WLS <- full(fit(HS, hs, "WLS", group = "school", group.equal = "loadings"))
values$scalar_ULSMV <- full(fit(HS, hs, "ULSMV", group = "school", group.equal = c("loadings", "intercepts")))
values$means_DWLS <- full(fit(HS, hs, "DWLS", meanstructure = TRUE))
values$covariates_WLS <- full(fit("textual =~ x4 + x5 + x6\n textual ~ x2 + x3 + ageyr", hs, "WLS"))
emit(values)
