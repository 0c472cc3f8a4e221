# data: holzinger_swineford_ordinal
# Differences of nested models of ordinal items.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(lavaan))
hs <- load_data("holzinger_swineford_ordinal")
HS <- "visual =~ x1 + x2 + x3
       textual =~ x4 + x5 + x6
       speed =~ x7 + x8 + x9"
# as in cfa_complete.R: brought to the optimum by BFGS, then taken from there
fit <- function(model, data, ...) {
  f <- suppressWarnings(cfa(model, data = data, optim.method = "BFGS", control = list(reltol = 1e-15, maxit = 5000),
                            se = "none", test = "none", baseline = FALSE, ...))
  f <- suppressWarnings(cfa(model, data = data, start = parTable(f), optim.method = "none", ...))
  free <- !any(parTable(f)$op == "==")
  stopifnot(lavInspect(f, "converged"), !free || max(abs(lavInspect(f, "gradient"))) < 1e-5)
  f
}
values <- list()
# differences of nested models
for (e in c("WLSMV", "WLSM", "ULSMV")) for (p in c("delta", "theta")) if (p == "delta" || e == "WLSMV") {
  group <- function(...) fit(HS, hs, ordered = TRUE, group = "school", estimator = e, parameterization = p, ...)
  free <- group()
  thresholds <- group(group.equal = "thresholds")
  metric <- group(group.equal = c("thresholds", "loadings"))
  d <- suppressWarnings(list(lavTestLRT(free, thresholds), lavTestLRT(free, metric), lavTestLRT(thresholds, metric)))
  values[[paste(e, p, sep = "_")]] <- lapply(d, function(t) list(chisq_diff = t[2, "Chisq diff"], df_diff = t[2, "Df diff"], pvalue = t[2, "Pr(>Chisq)"]))
}
emit(values)
