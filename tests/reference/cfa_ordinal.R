# data: holzinger_swineford_ordinal bfi survey65
# Models of ordinal items by every estimator, in both parameterisations, with groups and beside continuous items.
source(commandArgs(trailingOnly = TRUE)[3])
suppressPackageStartupMessages(library(lavaan))
hs <- load_data("holzinger_swineford_ordinal")
bfi <- load_data("bfi")
survey <- load_data("survey65")
HS <- "visual =~ x1 + x2 + x3
       textual =~ x4 + x5 + x6
       speed =~ x7 + x8 + x9"
MIXED <- "visual =~ x1 + x2 + y3
          textual =~ y4 + x5 + x6
          speed =~ x7 + y8 + x9"
FOUR <- gsub("x([0-9])", "z\\1", HS)
BFI <- "A =~ A1 + A2 + A3 + A4 + A5\n C =~ C1 + C2 + C3 + C4 + C5"
SURVEY <- paste0("f1 =~ ", paste0("d1_", 1:7, collapse = " + "), "\n f2 =~ ", paste0("d2_", 1:4, collapse = " + "))
# as in cfa_complete.R: brought to the optimum by BFGS, then taken from there
fit <- function(model, data, ...) {
  f <- suppressWarnings(cfa(model, data = data, optim.method = "BFGS", control = list(reltol = 1e-15, maxit = 5000),
                            se = "none", test = "none", baseline = FALSE, ...))
  f <- suppressWarnings(cfa(model, data = data, start = parTable(f), optim.method = "none", ...))
  free <- !any(parTable(f)$op == "==")
  stopifnot(lavInspect(f, "converged"), !free || max(abs(lavInspect(f, "gradient"))) < 1e-5)
  f
}
standardized_values <- function(f) {
  s <- as.data.frame(standardizedSolution(f))
  as.list(s[intersect(c("lhs", "op", "rhs", "group", "est.std", "se"), names(s))])
}
mi_values <- function(f) {
  m <- as.data.frame(modindices(f))
  if (is.null(m$group)) m$group <- 1
  as.list(m[c("lhs", "op", "rhs", "group", "mi", "epc", "sepc.lv", "sepc.all")])
}
full <- function(f, mi = FALSE) c(if (mi) list(mi = mi_values(f)), lavaan_values(f), list(standardized = standardized_values(f)))
values <- list()
for (e in c("WLSMV", "WLSM", "WLSMVS", "DWLS", "WLS", "ULS", "ULSM", "ULSMV"))
  values[[paste0("hs_", e)]] <- full(fit(HS, hs, ordered = TRUE, estimator = e))
values$hs_theta <- full(fit(HS, hs, ordered = TRUE, parameterization = "theta"), mi = TRUE)
values$hs_std_lv <- full(fit(HS, hs, ordered = TRUE, std.lv = TRUE), mi = TRUE)
values$hs_second_order <- full(fit(paste(HS, "\n g =~ visual + textual + speed"), hs, ordered = TRUE))
values$hs_residuals <- list(cor = unclass(residuals(fit(HS, hs, ordered = TRUE), type = "cor")$cov))
values$hs_four <- full(fit(FOUR, hs, ordered = TRUE))
values$hs_labels <- full(fit("visual =~ x1 + a*x2 + a*x3\n textual =~ x4 + b*x5 + x6\n x5 | c*t1\n x6 | d*t1\n d == c\n product := a*b",
                             hs, ordered = TRUE))
for (e in c("WLSMV", "DWLS", "WLS", "ULSMV"))
  values[[paste0("mixed_", e)]] <- full(fit(MIXED, hs, ordered = paste0("x", c(1, 2, 5, 6, 7, 9)), estimator = e), mi = TRUE)
values$mixed_theta <- full(fit(MIXED, hs, ordered = paste0("x", c(1, 2, 5, 6, 7, 9)), parameterization = "theta"))
for (p in c("delta", "theta")) {
  group <- function(...) full(fit(HS, hs, ordered = TRUE, group = "school", parameterization = p, ...), mi = TRUE)
  values[[paste0("groups_", p)]] <- group()
  values[[paste0("thresholds_", p)]] <- group(group.equal = "thresholds")
  values[[paste0("metric_", p)]] <- group(group.equal = c("thresholds", "loadings"))
}
values$strict_theta <- group(group.equal = c("thresholds", "loadings", "residuals"))
values$metric_DWLS <- full(fit(HS, hs, ordered = TRUE, group = "school", estimator = "DWLS", group.equal = c("thresholds", "loadings")))
values$groups_mixed <- full(fit(MIXED, hs, ordered = paste0("x", c(1, 2, 5, 6, 7, 9)), group = "school"))
values$bfi <- full(fit(BFI, bfi, ordered = TRUE))
values$bfi_pairwise <- full(fit(BFI, bfi, ordered = TRUE, missing = "pairwise"))
values$survey <- full(fit(SURVEY, survey, ordered = TRUE))
emit(values)
